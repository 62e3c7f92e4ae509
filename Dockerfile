# The runnable jar in a container that ends when it is done: mvn package -DskipTests, then docker build -t jarvis-migrator .
FROM eclipse-temurin:17-jre
COPY target/jarvis-migrator.jar /jarvis-migrator.jar
USER 65534:65534
ENTRYPOINT ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", "/jarvis-migrator.jar"]
CMD ["update"]
