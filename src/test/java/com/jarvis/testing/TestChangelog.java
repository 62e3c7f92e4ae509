package com.jarvis.testing;

import com.jarvis.migrator.ProjectFolder;
import com.jarvis.migrator.hibernate.ModelMetadata;
import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
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
 * Runs a project's changelog in this process, through the same commands as the Maven goals but without the seconds that
 * a Maven process takes. The model that they compare is that of a {@link TestProject}.
 *
 * @param folder the project's folder
 */
public record TestChangelog(Path folder, TestDatabase database) {

    @FunctionalInterface
    private interface Command {
        void run(Liquibase liquibase) throws LiquibaseException;
    }

    public void update() throws Exception {
        run(liquibase -> liquibase.update(new Contexts(), new LabelExpression()));
    }

    public void updateTo(String tag) throws Exception {
        run(liquibase -> liquibase.update(tag, new Contexts(), new LabelExpression()));
    }

    public void rollback(int count) throws Exception {
        run(liquibase -> liquibase.rollback(count, new Contexts(), new LabelExpression()));
    }

    public void rollbackTo(String tag) throws Exception {
        run(liquibase -> liquibase.rollback(tag, new Contexts(), new LabelExpression()));
    }

    /** Undoes what ran after this time. */
    public void rollbackTo(Date time) throws Exception {
        run(liquibase -> liquibase.rollback(time, new Contexts(), new LabelExpression()));
    }

    public void sync() throws Exception {
        run(liquibase -> liquibase.changeLogSync(new Contexts(), new LabelExpression()));
    }

    public void syncTo(String tag) throws Exception {
        run(liquibase -> liquibase.changeLogSync(tag, new Contexts(), new LabelExpression()));
    }

    /** @return what the goal prints */
    public String status() throws Exception {
        StringWriter text = new StringWriter();
        run(liquibase -> liquibase.reportStatus(true, new Contexts(), new LabelExpression(), text));
        return text.toString();
    }

    /** @return what the goal prints */
    public String history() throws Exception {
        var text = new ByteArrayOutputStream();
        run(liquibase -> new CommandScope("history")
                .addArgumentValue("database", liquibase.getDatabase())
                .setOutput(text)
                .execute());
        return text.toString(StandardCharsets.UTF_8);
    }

    private void run(Command command) throws Exception {
        Map<String, String> before = set(Map.of(
                ProjectFolder.PROPERTY,
                folder.toAbsolutePath().toString(),
                ModelMetadata.PACKAGES,
                TestProject.PACKAGE));
        var files = new DirectoryResourceAccessor(folder);
        try (var liquibase =
                new Liquibase("changelog/db.changelog-master.yaml", files, new JdbcConnection(database.connect()))) {
            liquibase.setShowSummary(UpdateSummaryEnum.OFF);
            Scope.child(
                    Map.of(Scope.Attr.ui.name(), new LoggerUIService(), Scope.Attr.resourceAccessor.name(), files),
                    () -> command.run(liquibase));
        } finally {
            set(before);
        }
    }

    /** Sets system properties, or clears those whose value is null, and returns what they were. */
    private static Map<String, String> set(Map<String, String> properties) {
        Map<String, String> before = new HashMap<>();
        properties.forEach((name, value) ->
                before.put(name, value == null ? System.clearProperty(name) : System.setProperty(name, value)));
        return before;
    }
}
