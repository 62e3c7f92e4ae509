package com.jarvis.migrator.liquibase.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.Migrations;
import com.jarvis.testing.RestartableServer;
import com.jarvis.testing.StallingProxy;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands that are killed at random moments, in all ways in which a command can lose its process, its session, its server
 * or its network, one to three times in a row, and then the same command once more. {@code -Dcommand.kills} sets how many
 * (20), {@code -Dseed} where; src/stress runs it with many.
 */
@Timeout(value = 180, unit = TimeUnit.MINUTES)
@Tag(TestSet.PROCESS)
class KilledCommandsTest {

    /** The migration to which ROLLBACK goes back. */
    static final String TARGET = "02_owner";

    private static final int KILLS = Integer.getInteger("command.kills", 20);
    private static final long SEED = Long.getLong("seed", 20260101L);
    /** Longer than a command that nobody disturbs needs, and than the client and the server need to notice silence. */
    private static final Duration HANGS = Duration.ofSeconds(60);

    private enum Kill {
        SIGKILL,
        ENDED_SESSION,
        SILENT_CONNECTION,
        RESTARTED_SERVER
    }

    /** The first are the most frequent. */
    private static final List<Command> COMMANDS = List.of(
            Command.ROLLBACK,
            Command.ROLLBACK,
            Command.ROLLBACK,
            Command.UPDATE,
            Command.UPDATE,
            Command.DROP_ALL,
            Command.DROP_ALL,
            Command.DIFF,
            Command.ROLLBACK_REFUSED,
            Command.DROP_ALL_REFUSED);

    /** In each twenty: silence takes seconds until it is noticed, and a killed process as long to start again. */
    private static final List<Kill> KILLS_OF_20 = Stream.of(Kill.values())
            .flatMap(kill -> Stream.generate(() -> kill)
                    .limit(
                            switch (kill) {
                                case SIGKILL -> 5;
                                case ENDED_SESSION -> 10;
                                case SILENT_CONNECTION -> 2;
                                case RESTARTED_SERVER -> 3;
                            }))
            .toList();

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private final Map<Command, Integer> killed = new EnumMap<>(Command.class);
    private final Map<Kill, Integer> ways = new EnumMap<>(Kill.class);
    private final Map<Command, List<State>> sound = new EnumMap<>(Command.class);
    /** How long a command needs in a worker that has just started, and in one that has not. */
    private final Map<String, Long> millis = new HashMap<>();

    private RestartableServer server;
    private Worker worker;
    private Path chain;
    private KilledDiff diff;
    private int databases;

    @BeforeEach
    void start() throws Exception {
        server = new RestartableServer(folder.resolve("cluster"));
        worker = new Worker(Files.createDirectory(folder.resolve("worker")));
        chain = Files.createDirectory(folder.resolve("chain"));
        Chain.writeTo(new Migrations(chain));
        diff = new KilledDiff(folder.resolve("diff"));
        TestDatabase head = server.create("head");
        sound.put(Command.UPDATE, Chain.updates(new TestChangelog(chain, head)));
        head.execute(Chain.ROWS);
        sound.put(Command.DROP_ALL_REFUSED, List.of(State.of(head)));
        sound.put(Command.ROLLBACK_REFUSED, List.of(State.of(head)));
        sound.put(
                Command.ROLLBACK,
                Chain.rollbacks(new TestChangelog(chain, server.create("back", "head")).with("allow", "drop")));
        sound.put(Command.DROP_ALL, List.of(State.of(head), State.of(server.create("dropped"))));
        TestDatabase model = server.create("model");
        new TestChangelog(diff.project(), model).update();
        sound.put(Command.DIFF, List.of(State.of(model)));
    }

    @AfterEach
    void stop() throws Exception {
        worker.close();
        server.close();
    }

    @Test
    void the_same_command_again_finishes_the_job_and_nothing_is_lost_or_left_over() throws Exception {
        for (Command command : Command.values()) { // twice, to learn how long it takes in a process that is warm
            series(command, 0);
            series(command, 0);
        }
        Instant start = Instant.now();
        while (kills() < KILLS) {
            series(COMMANDS.get(random.nextInt(COMMANDS.size())), Math.min(1 + random.nextInt(3), KILLS - kills()));
        }
        System.out.printf(
                "Killed: %d commands (%s) by %s, in %d s (seed %d); manual steps: 0, rows lost: 0, left over: 0%n",
                kills(),
                counts(killed),
                counts(ways),
                Duration.between(start, Instant.now()).toSeconds(),
                SEED);
    }

    /** Kills a command a few times, then has it finish. */
    private void series(Command command, int kills) throws Exception {
        String template =
                switch (command) {
                    case UPDATE -> "template1";
                    case DIFF -> "model";
                    default -> "head";
                };
        TestDatabase database = server.create("killed_" + ++databases, template);
        Path project = command == Command.DIFF ? diff.begin() : chain;
        List<String> files = command == Command.DIFF ? List.of() : files(project);
        List<String> story = new ArrayList<>(List.of("seed " + SEED, command + " on " + database.name()));
        try {
            for (int i = 0; i < kills; i++) {
                Kill kill = KILLS_OF_20.get(random.nextInt(KILLS_OF_20.size()));
                story.add(kill.toString());
                String answer = kill(command, kill, project, database, story);
                assertSound(command, database);
                if (isFinished(command, answer)) {
                    break;
                }
                assertThat(answer)
                        .containsPattern("^killed$|The connection was lost|^Cannot connect to the database")
                        .doesNotContain("Exception", "Correct the URL");
                killed.merge(command, 1, Integer::sum);
                ways.merge(kill, 1, Integer::sum);
            }
            story.add("undisturbed");
            finish(command, project, database, story);
            if (command == Command.DIFF) {
                diff.assertWritten();
            } else {
                assertThat(files(project)).isEqualTo(files);
            }
        } catch (Throwable e) {
            throw new AssertionError(String.join("\n", story) + "\n" + worker.output(), e);
        }
        server.drop(database);
    }

    /** Whether it was too late to kill it, or it did not need any more what it lost. */
    private static boolean isFinished(Command command, String answer) {
        return answer.equals("done") || command.isRefused() && answer.contains(" would destroy data of ");
    }

    /** @return the answer of the command */
    private String kill(Command command, Kill kill, Path project, TestDatabase database, List<String> story)
            throws Exception {
        boolean cold = worker.isCold();
        long moment = random.nextLong(millis.getOrDefault(key(command, cold), 2000L) + 20);
        boolean silent = kill == Kill.SILENT_CONNECTION;
        try (StallingProxy proxy = new StallingProxy(server.host())) {
            String url = silent ? database.url().replace(server.host(), "localhost:" + proxy.port()) : database.url();
            CompletableFuture<String> answer = worker.start(
                    CommandWorker.line(command, project, url, database.password(), silent ? "2s" : "1min"));
            Thread.sleep(moment);
            if (!answer.isDone()) {
                switch (kill) {
                    case SIGKILL -> worker.kill();
                    case ENDED_SESSION ->
                        database.strings("select pg_terminate_backend(pid) from pg_stat_activity"
                                + " where datname = current_database() and application_name = 'jarvis-migrator'");
                    case SILENT_CONNECTION -> proxy.fallSilent();
                    case RESTARTED_SERVER -> server.restartImmediately();
                }
            }
            String answered = answer(answer);
            story.add("after %d ms: %s".formatted(moment, answered));
            if (silent) {
                await("sessions at work", () -> sessions(database, "and state <> 'idle'"));
            }
            assertNothingLeftOver(database, silent ? proxy : null);
            return answered;
        }
    }

    private void finish(Command command, Path project, TestDatabase database, List<String> story) throws Exception {
        boolean cold = worker.isCold();
        long start = System.nanoTime();
        String answer =
                answer(worker.start(CommandWorker.line(command, project, database.url(), database.password(), "1min")));
        millis.put(key(command, cold), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        story.add(answer);
        if (command.isRefused()) {
            assertThat(answer).contains(" would destroy data of " + database.name());
        } else if (command == Command.DIFF && diff.isWritten()) {
            assertThat(answer).containsAnyOf("done", "1 migration is not applied to this database yet");
        } else {
            assertThat(answer).isEqualTo("done");
        }
        List<State> states = sound.get(command);
        assertThat(State.of(database)).isEqualTo(states.get(states.size() - 1));
        assertNothingLeftOver(database, null);
    }

    private void assertSound(Command command, TestDatabase database) throws SQLException {
        assertThat(sound.get(command).stream().map(State::withoutIndexes))
                .contains(State.of(database).withoutIndexes());
    }

    private void assertNothingLeftOver(TestDatabase database, StallingProxy proxy) throws Exception {
        if (proxy != null) {
            proxy.close();
        }
        await("sessions", () -> sessions(database, ""));
        await("temporary files and processes", worker::leftOver);
        assertThat(database.strings("select nspname from pg_namespace where nspname ~ '^jarvis'"))
                .isEmpty();
        assertThat(database.strings(
                        "select locktype || ' ' || pid from pg_locks where pid <> pg_backend_pid() and database ="
                                + " (select oid from pg_database where datname = current_database())"))
                .isEmpty();
        assertThat(database.strings("select gid from pg_prepared_xacts")).isEmpty();
    }

    private static List<String> sessions(TestDatabase database, String condition) throws SQLException {
        return database.strings("select concat_ws(' ', pid, state, query) from pg_stat_activity where datname ="
                + " current_database() and application_name = 'jarvis-migrator' " + condition);
    }

    private static void await(String what, Callable<List<String>> leftOver) throws Exception {
        Instant end = Instant.now().plusSeconds(20);
        List<String> found = leftOver.call();
        while (!found.isEmpty() && Instant.now().isBefore(end)) {
            Thread.sleep(20);
            found = leftOver.call();
        }
        assertThat(found).as(what).isEmpty();
    }

    private static String answer(CompletableFuture<String> answer) throws Exception {
        try {
            return CommandWorker.message(answer.get(HANGS.toSeconds(), TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            throw new AssertionError("It hangs", e);
        }
    }

    /** The files of a project and their text. */
    private static List<String> files(Path project) throws IOException {
        try (Stream<Path> files = Files.walk(project.resolve("changelog"))) {
            List<String> texts = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                texts.add(file + ": " + Files.readString(file));
            }
            return texts;
        }
    }

    private int kills() {
        return killed.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static String key(Command command, boolean cold) {
        return command + (cold ? " cold" : "");
    }

    private static <K extends Enum<K>> String counts(Map<K, Integer> counts) {
        return counts.entrySet().stream()
                .map(one -> one.getKey().name().toLowerCase().replace('_', ' ') + " " + one.getValue())
                .collect(Collectors.joining(", "));
    }
}
