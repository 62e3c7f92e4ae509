package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.execution.loss.Loss;
import java.util.List;
import java.util.stream.Collectors;
import liquibase.database.Database;
import liquibase.exception.DatabaseException;

/** The message for the user about data that a command would destroy. */
final class DataLossRefusal {

    private DataLossRefusal() {}

    /**
     * @param what {@code This rollback would destroy}
     * @param state what was done: {@code so nothing was done}
     * @param forced the command that destroys the data
     */
    static MigratorException of(String what, Database database, String state, List<Loss> losses, String forced) {
        String catalog;
        try {
            catalog = Printable.line(database.getConnection().getCatalog());
        } catch (DatabaseException e) {
            return new MigratorException(e.getMessage(), e);
        }
        return new MigratorException("""
                %s data of %s, %s:
                %s
                Save what you need. To destroy the rest:
                  %s""".formatted(
                        what,
                        catalog,
                        state,
                        losses.stream().map(loss -> "  " + loss.text()).collect(Collectors.joining("\n")),
                        forced));
    }
}
