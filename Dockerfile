# The runnable jar in a container that ends when it is done: mvn package -DskipTests, then docker build -t jarvis-migrator .
# The digest is that of the image for all platforms; docs/production.md says how to change it.
ARG JAVA_IMAGE=eclipse-temurin:17-jre@sha256:207ecae0b2b104dfc6dfa763d1e9cd2041cb344800a180e24cb1a28ed533ff90
FROM ${JAVA_IMAGE}
COPY target/jarvis-migrator.jar /jarvis-migrator.jar
# What it loads up to the connection, which fails here, as an archive that Java maps at each start (class data sharing).
RUN java -XX:ArchiveClassesAtExit=/jarvis-migrator.jsa -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar /jarvis-migrator.jar \
    history --url=jdbc:postgresql://127.0.0.1:1/none >/dev/null 2>&1; test -s /jarvis-migrator.jsa
USER 65534:65534
ENTRYPOINT ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:SharedArchiveFile=/jarvis-migrator.jsa", \
    "-jar", "/jarvis-migrator.jar"]
CMD ["update"]
