package com.jarvis.migrator.liquibase.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A {@link CommandWorker}, started again whenever it was killed. Its temporary files are in a folder of their own. */
final class Worker implements AutoCloseable {

    private final Path temporary;
    private final Path output;
    private Process process;
    private BufferedReader answers;
    private int commands;

    /** @param folder an empty folder */
    Worker(Path folder) throws IOException {
        temporary = Files.createDirectory(folder.resolve("tmp"));
        output = folder.resolve("output");
    }

    /** Starts a command; the answer is {@code killed} if the process ended before it. */
    CompletableFuture<String> start(String line) throws IOException {
        if (process == null || !process.isAlive()) {
            launch();
        }
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        commands++;
        BufferedReader reader = answers;
        return CompletableFuture.supplyAsync(() -> read(reader));
    }

    /** Whether the next command runs in a process that has just started. */
    boolean isCold() {
        return commands == 0 || !process.isAlive();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** What the last commands printed. */
    String output() throws IOException {
        return Files.readString(output);
    }

    /** The temporary files, and the processes that work on them. */
    List<String> leftOver() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            Stream<String> processes = ProcessHandle.allProcesses()
                    .filter(one -> process == null || one.pid() != process.pid())
                    .map(one -> one.info().commandLine().orElse(""))
                    .filter(line -> line.contains(temporary.toString()));
            return Stream.concat(files.map(Path::toString), processes).toList();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private void launch() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-Djava.io.tmpdir=" + temporary,
                        "-Djava.util.logging.config.file="
                                + Path.of("src/test/resources/logging.properties")
                                        .toAbsolutePath(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CommandWorker.class.getName(),
                        output.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertThat(answers.readLine()).isEqualTo("ready");
        commands = 0;
    }

    private static String read(BufferedReader reader) {
        try {
            String answer = reader.readLine();
            return answer == null ? "killed" : answer;
        } catch (IOException e) {
            return "killed"; // its streams are closed with it
        }
    }
}
