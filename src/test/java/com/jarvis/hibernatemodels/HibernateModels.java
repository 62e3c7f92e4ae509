package com.jarvis.hibernatemodels;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.autogenerate.ApplicationStart;
import com.jarvis.migrator.autogenerate.Evolution;
import com.jarvis.migrator.hibernate.HibernateModel;
import com.jarvis.migrator.hibernate.Mapping;
import com.jarvis.testing.RandomRows;
import com.jarvis.testing.TestDatabase;
import java.io.File;
import java.io.PrintStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hibernate.boot.Metadata;

/**
 * Runs the migrator on every model of Hibernate's tests: from an empty database to the model and back, and then from each model
 * to the next one of the same package that has a table of the same name, with rows. The report has one line for each: what was
 * done, the outcome, the model or models, and the message.
 */
public final class HibernateModels implements AutoCloseable {

    private static final int ROWS = 3;
    private static final Pattern CREATED = Pattern.compile("create table (?:if not exists )?(\\S+) .*", Pattern.DOTALL);

    /** A model that is mapped, and what the application's start creates. */
    private record Booted(ModelList list, Evolution.Target target, Set<String> tables) {}

    private final Outcomes outcomes;
    private final TestDatabase database = TestDatabase.create();
    private final TestDatabase exports = TestDatabase.create();
    private final Connection connection;
    private final Connection export;
    private final Evolution evolution;
    private final URLClassLoader loader;

    private HibernateModels(URLClassLoader loader, Outcomes outcomes) throws Exception {
        this.loader = loader;
        this.outcomes = outcomes;
        connection = database.connect();
        export = exports.connect();
        evolution = new Evolution(connection, export);
    }

    /**
     * Arguments: the directory of the compiled tests, the class path of their libraries and resources, the report's file.
     * {@code -Dmodels.only=<pattern>} chooses by the test's name, {@code -Dmodels.sample=<n>} takes every n-th package,
     * beginning with {@code -Dmodels.first}; {@code -Dmodels.evolutions=false} leaves out the evolutions.
     */
    public static void main(String[] arguments) throws Exception {
        Path classes = Path.of(arguments[0]);
        URLClassLoader loader = new URLClassLoader(
                urls(arguments[0] + File.pathSeparator + arguments[1]), HibernateModels.class.getClassLoader());
        ModelLists lists = ModelLists.in(classes, loader);
        System.out.printf(
                "%d models; %d tests whose models cannot be read%n",
                lists.all().size(), lists.unreadable().size());
        try (PrintStream report = new PrintStream(Files.newOutputStream(Path.of(arguments[2])), true)) {
            Outcomes outcomes = new Outcomes(report);
            lists.unreadable().forEach((test, reason) -> outcomes.add("find", "unreadable", test, reason));
            try (HibernateModels models = new HibernateModels(loader, outcomes)) {
                models.run(chosen(lists.all()));
                System.out.println(models.evolution.tally());
            }
            outcomes.summary().forEach(System.out::println);
        }
        System.exit(0); // tests' classes start threads
    }

    /** The chosen models, by package. */
    private static List<List<ModelList>> chosen(List<ModelList> all) {
        Pattern only = Pattern.compile(System.getProperty("models.only", ""));
        int every = Integer.getInteger("models.sample", 1);
        int first = Integer.getInteger("models.first", 0);
        List<List<ModelList>> packages = List.copyOf(all.stream()
                .filter(list -> only.matcher(list.name()).find())
                .collect(Collectors.groupingBy(ModelList::home, TreeMap::new, Collectors.toList()))
                .values());
        return IntStream.range(0, packages.size())
                .filter(i -> i % every == first)
                .mapToObj(packages::get)
                .toList();
    }

    private static URL[] urls(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .map(path -> {
                    try {
                        return Path.of(path).toUri().toURL();
                    } catch (MalformedURLException e) {
                        throw new IllegalArgumentException(e);
                    }
                })
                .toArray(URL[]::new);
    }

    private void run(List<List<ModelList>> packages) throws Exception {
        for (List<ModelList> lists : packages) {
            List<Booted> exact = new ArrayList<>();
            for (ModelList list : lists) {
                Booted booted = boot(list);
                if (booted != null && roundTrip(booted)) {
                    exact.add(booted);
                }
            }
            if (!System.getProperty("models.evolutions", "").equals("false")) {
                evolutions(exact);
            }
        }
    }

    /** Maps the model; null if Hibernate or the migrator refuses it. */
    private Booted boot(ModelList list) {
        Map<String, String> settings = new HashMap<>(list.settings());
        settings.putIfAbsent(
                "hibernate.physical_naming_strategy",
                "org.hibernate.boot.model.naming.PhysicalNamingStrategyStandardImpl");
        List<String> start;
        Throwable own = null;
        try {
            Map<String, String> application = new HashMap<>(settings);
            application.put("hibernate.query.startup_check", "false");
            start = inLoader(() -> new ApplicationStart(list.model(), application, loader).statements());
        } catch (Throwable e) {
            own = e;
            start = List.of();
        }
        Metadata metadata;
        try {
            metadata = mapped(list, settings, own == null);
        } catch (MigratorException e) {
            outcomes.add(
                    "map",
                    own == null ? "FAULT refused, but the application starts" : "refused by Hibernate",
                    list.name(),
                    e);
            return null;
        } catch (Exception | LinkageError e) {
            outcomes.add("map", "FAULT", list.name(), e);
            return null;
        }
        if (own != null) {
            outcomes.add("map", "the application does not start", list.name(), own);
            return null;
        }
        Set<String> tables = start.stream()
                .map(CREATED::matcher)
                .filter(Matcher::matches)
                .map(created -> created.group(1))
                .collect(Collectors.toSet());
        return new Booted(list, new Evolution.Target(() -> HibernateModel.of(metadata), start), tables);
    }

    private Metadata mapped(ModelList list, Map<String, String> settings, boolean starts) throws MigratorException {
        try {
            return Mapping.of(list.model(), settings, loader);
        } catch (MigratorException e) {
            if (!starts) {
                throw e;
            }
            // The application has used the classes, and one of them refuses to be used twice; the migrator uses them
            // once.
            return Mapping.of(list.model(), settings, new URLClassLoader(loader.getURLs(), loader.getParent()));
        }
    }

    private <T> T inLoader(Callable<T> call) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return call.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private boolean roundTrip(Booted model) {
        return attempt("round trip", model.list().name(), () -> {
            evolution.restart(List.of());
            try {
                evolution.to(model.target(), "none");
            } catch (MigratorException e) {
                if (evolution.errors(model.target().start()).isEmpty()) {
                    throw new AssertionError("refused, but the application's own start works: " + e.getMessage(), e);
                }
                throw e;
            }
        });
    }

    private void evolutions(List<Booted> models) {
        for (int i = 0; i < models.size(); i++) {
            Booted before = models.get(i);
            for (Booted after : models.subList(i + 1, models.size())) {
                if (after.tables().stream().anyMatch(before.tables()::contains)) {
                    String names = before.list().name() + " → " + after.list().name();
                    attempt("evolution", names, () -> {
                        Random random = new Random(names.hashCode());
                        evolution.restart(List.of());
                        evolution.to(before.target(), "none");
                        RandomRows.insert(connection, random, ROWS);
                        evolution.to(after.target(), "none");
                        RandomRows.insert(connection, random, ROWS);
                        evolution.to(before.target(), "none");
                    });
                    break;
                }
            }
        }
    }

    @FunctionalInterface
    private interface Attempt {
        void run() throws Exception;
    }

    private boolean attempt(String what, String name, Attempt attempt) {
        try {
            connection.setAutoCommit(true);
            attempt.run();
            outcomes.add(what, "exact", name, "");
            return true;
        } catch (MigratorException e) {
            outcomes.add(what, "refused", name, e);
        } catch (Exception | AssertionError | LinkageError e) {
            outcomes.add(what, "FAULT", name, e);
        }
        return false;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        export.close();
        database.close();
        exports.close();
    }
}
