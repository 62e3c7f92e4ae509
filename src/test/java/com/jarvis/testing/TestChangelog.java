package com.jarvis.testing;

import com.jarvis.migrator.hibernate.ModelMetadata;
import com.jarvis.migrator.liquibase.connection.CommandLine;
import com.jarvis.migrator.liquibase.connection.PostgresConnection;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.command.CommandScope;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.ui.LoggerUIService;

/**
 * Runs a project's changelog in this process, with the same commands as the Maven goals, but without the seconds that a Maven
 * process takes. The commands use the model of a {@link TestProject}.
 *
 * @param folder the project's folder
 * @param settings the settings that a user would pass with {@code -D}, by name
 */
public record TestChangelog(Path folder, TestDatabase database, Map<String, String> settings) {

    private static final String MODEL = "hibernate:classic:" + ModelMetadata.class.getName()
            + "?hibernate.physical_naming_strategy=org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy";

    /** The setting that names the folder of the project from which Liquibase reads the changelog, if it is another one. */
    public static final String CLASS_PATH = "test.classPath";

    public TestChangelog(Path folder, TestDatabase database) {
        this(folder, database, Map.of());
    }

    /** The same changelog, run with {@code -D<name>=<value>} in addition. */
    public TestChangelog with(String name, String value) {
        Map<String, String> all = new HashMap<>(settings);
        all.put(name, value);
        return new TestChangelog(folder, database, all);
    }

    /** The same changelog, in a project whose POM names the package of its entities. */
    public TestChangelog ofEntitiesIn(String packages) {
        return with(ModelMetadata.PACKAGES, packages)
                .with(CommandLine.IN_POM, ModelMetadata.PACKAGES + "," + String.join(",", TestProject.NAMING.keySet()));
    }

    /** The same changelog, run over the connection that a goal opens. */
    public TestChangelog overGoalConnection() {
        return with("liquibase.url", database.url())
                .with("liquibase.username", database.username())
                .with("liquibase.password", database.password());
    }

    @FunctionalInterface
    private interface Command {
        void run(Liquibase liquibase) throws LiquibaseException;
    }

    /** Runs all pending migrations. */
    public void update() throws Exception {
        run(liquibase -> liquibase.update(new Contexts(), new LabelExpression()));
    }

    /** Runs this many of the pending changesets. */
    public void updateCount(int count) throws Exception {
        run(liquibase -> liquibase.update(count, new Contexts(), new LabelExpression()));
    }

    /** Runs the pending migrations up to a tag. */
    public void updateTo(String tag) throws Exception {
        run(liquibase -> liquibase.update(tag, new Contexts(), new LabelExpression()));
    }

    /** Rolls back this many migrations. */
    public void rollback(int count) throws Exception {
        run(liquibase -> liquibase.rollback(count, new Contexts(), new LabelExpression()));
    }

    /** Rolls back the migrations after a tag. */
    public void rollbackTo(String tag) throws Exception {
        run(liquibase -> liquibase.rollback(tag, new Contexts(), new LabelExpression()));
    }

    /** Rolls back the changesets that ran after this time. */
    public void rollbackTo(Date time) throws Exception {
        run(liquibase -> liquibase.rollback(time, new Contexts(), new LabelExpression()));
    }

    /** Tags the database. */
    public void tag(String tag) throws Exception {
        run(liquibase -> liquibase.tag(tag));
    }

    /** Drops everything in the schema. */
    public void dropAll() throws Exception {
        run(Liquibase::dropAll);
    }

    /** Marks all pending migrations as run. */
    public void sync() throws Exception {
        run(liquibase -> liquibase.changeLogSync(new Contexts(), new LabelExpression()));
    }

    /** Marks the pending migrations up to a tag as run. */
    public void syncTo(String tag) throws Exception {
        run(liquibase -> liquibase.changeLogSync(tag, new Contexts(), new LabelExpression()));
    }

    /** @return the output of the goal */
    public String status() throws Exception {
        StringWriter text = new StringWriter();
        run(liquibase -> liquibase.reportStatus(true, new Contexts(), new LabelExpression(), text));
        return text.toString();
    }

    /** @return the output of the goal */
    public String history() throws Exception {
        var text = new ByteArrayOutputStream();
        run(liquibase -> new CommandScope("history")
                .addArgumentValue("database", liquibase.getDatabase())
                .setOutput(text)
                .execute());
        return text.toString(StandardCharsets.UTF_8);
    }

    /**
     * Runs any command of Liquibase on the changelog and the database.
     *
     * @param name as in {@code updateCount}
     * @param arguments of the command, by name
     * @return what it printed: its output, standard output and standard error
     */
    public String command(String name, Map<String, Object> arguments) throws Exception {
        var text = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(text, true, StandardCharsets.UTF_8);
        PrintStream out = System.out;
        PrintStream err = System.err;
        System.setOut(printed);
        System.setErr(printed);
        try {
            run(liquibase -> {
                CommandScope command = new CommandScope(name).addArgumentValue("database", liquibase.getDatabase());
                if (command.getCommand().getArguments().containsKey("changelogFile")) {
                    command.addArgumentValue("changelogFile", liquibase.getChangeLogFile());
                }
                if (name.startsWith("diff")) {
                    command.addArgumentValue("referenceUrl", MODEL)
                            .addArgumentValue("changelogFile", "changelog/changes");
                }
                arguments.forEach(command::addArgumentValue);
                command.setOutput(printed).execute();
            });
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private void run(Command command) throws Exception {
        Map<String, String> commandLine = new HashMap<>(TestProject.NAMING);
        commandLine.put(ModelMetadata.PACKAGES, TestProject.PACKAGE);
        commandLine.put(
                CommandLine.IN_POM,
                commandLine.keySet().stream()
                        .filter(name -> !settings.containsKey(name))
                        .collect(Collectors.joining(",")));
        commandLine.putAll(settings);
        commandLine.put("basedir", folder.toAbsolutePath().toString());
        var files = new DirectoryResourceAccessor(folder.resolve(settings.getOrDefault(CLASS_PATH, "")));
        Map<String, Object> scope = new HashMap<>(settings); // those of Liquibase itself are read there
        scope.put(CommandLine.IN_SCOPE, commandLine);
        scope.put(Scope.Attr.ui.name(), new LoggerUIService());
        scope.put(Scope.Attr.resourceAccessor.name(), files);
        Scope.child(scope, () -> {
            try (var liquibase = new Liquibase(master(), files, connection())) {
                liquibase.setShowSummary(UpdateSummaryEnum.OFF);
                command.run(liquibase);
            }
        });
    }

    private String master() {
        return settings.getOrDefault("liquibase.command.changelogFile", "changelog/db.changelog-master.yaml");
    }

    private JdbcConnection connection() throws SQLException, LiquibaseException {
        if (!settings.containsKey("liquibase.url")) {
            return new JdbcConnection(database.connect());
        }
        PostgresConnection connection = new PostgresConnection();
        connection.open("jarvis:default", null, new Properties());
        return connection;
    }
}
