# The runnable jar in a container that ends when it is done: mvn package -DskipTests, then docker build -t jarvis-migrator .
# The digest is that of the image for all platforms; docs/production.md says how to change it.
ARG JAVA_IMAGE=eclipse-temurin:17-jre@sha256:207ecae0b2b104dfc6dfa763d1e9cd2041cb344800a180e24cb1a28ed533ff90
FROM ${JAVA_IMAGE}
COPY target/jarvis-migrator.jar /jarvis-migrator.jar
USER 65534:65534
ENTRYPOINT ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", "/jarvis-migrator.jar"]
CMD ["update"]
