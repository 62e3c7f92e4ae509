package com.jarvis.testing;

import java.nio.file.Path;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.ui.LoggerUIService;

/**
 * Runs a project's changelog in this process, through the same commands as the Maven goals but without the seconds that
 * a Maven process takes.
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

    private void run(Command command) throws Exception {
        var files = new DirectoryResourceAccessor(folder);
        try (var liquibase =
                new Liquibase("changelog/db.changelog-master.yaml", files, new JdbcConnection(database.connect()))) {
            liquibase.setShowSummary(UpdateSummaryEnum.OFF);
            Scope.child(Scope.Attr.ui, new LoggerUIService(), () -> command.run(liquibase));
        }
    }
}
