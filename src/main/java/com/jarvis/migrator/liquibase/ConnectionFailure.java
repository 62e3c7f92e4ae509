package com.jarvis.migrator.liquibase;

import com.jarvis.migrator.MigratorException;
import java.sql.SQLException;

/** What a connection that did not come about means, and what to do about it. */
final class ConnectionFailure {

    private ConnectionFailure() {}

    static MigratorException explain(Target target, SQLException failure) {
        return new MigratorException("%s: %s".formatted(target, failure.getMessage()), failure);
    }
}
