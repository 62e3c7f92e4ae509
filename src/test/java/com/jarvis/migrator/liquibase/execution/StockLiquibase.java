package com.jarvis.migrator.liquibase.execution;

import com.jarvis.testing.TestDatabase;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Liquibase without the migrator, in the same process: in a class loader that has the libraries but none of our classes and
 * services.
 */
final class StockLiquibase {

    private static final ClassLoader LIBRARIES = new URLClassLoader(
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> entry.endsWith(".jar"))
                    .map(StockLiquibase::url)
                    .toArray(URL[]::new),
            ClassLoader.getPlatformClassLoader());

    private StockLiquibase() {}

    /** Runs all pending changesets. */
    static void update(Path folder, String changelog, TestDatabase database, String user, boolean isQualified)
            throws Exception {
        run(folder, changelog, database, user, isQualified, liquibase -> liquibase
                .getClass()
                .getMethod("update", String.class)
                .invoke(liquibase, ""));
    }

    /** Rolls back this many changesets, also after a run that could not release its lock. */
    static void rollback(
            Path folder, String changelog, TestDatabase database, String user, boolean isQualified, int count)
            throws Exception {
        database.execute("update databasechangeloglock set locked = false");
        run(folder, changelog, database, user, isQualified, liquibase -> liquibase
                .getClass()
                .getMethod("rollback", int.class, String.class)
                .invoke(liquibase, count, ""));
    }

    @FunctionalInterface
    private interface Command {
        void run(Object liquibase) throws ReflectiveOperationException;
    }

    private static void run(
            Path folder, String changelog, TestDatabase database, String user, boolean isQualified, Command command)
            throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(LIBRARIES);
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", user.equals("mig") ? "password" : database.password());
        Driver driver = (Driver) type("org.postgresql.Driver").getConstructor().newInstance();
        try (Connection connection = driver.connect(database.url(), properties);
                AutoCloseable liquibase = (AutoCloseable) type("liquibase.Liquibase")
                        .getConstructor(
                                String.class,
                                type("liquibase.resource.ResourceAccessor"),
                                type("liquibase.database.DatabaseConnection"))
                        .newInstance(
                                changelog,
                                type("liquibase.resource.DirectoryResourceAccessor")
                                        .getConstructor(Path.class)
                                        .newInstance(folder),
                                type("liquibase.database.jvm.JdbcConnection")
                                        .getConstructor(Connection.class)
                                        .newInstance(connection))) {
            Object target = liquibase.getClass().getMethod("getDatabase").invoke(liquibase);
            target.getClass().getMethod("setOutputDefaultSchema", boolean.class).invoke(target, isQualified);
            command.run(liquibase);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return LIBRARIES.loadClass(name);
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
