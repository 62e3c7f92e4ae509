package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.sql.SqlTokens;
import java.util.Set;
import java.util.TreeSet;
import liquibase.change.AbstractSQLChange;
import liquibase.change.Change;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;

/** The schemas that a changelog creates. They belong to the model even after no entity names them any more. */
public final class CreatedSchemas {

    private CreatedSchemas() {}

    /** @return their names, unquoted */
    public static Set<String> of(DatabaseChangeLog changelog) {
        Set<String> names = new TreeSet<>();
        for (ChangeSet changeSet : changelog.getChangeSets()) {
            for (Change change : changeSet.getChanges()) {
                if (change instanceof AbstractSQLChange sql && sql.getSql() != null) {
                    names.addAll(SqlTokens.of(sql.getSql()).nested().createdSchemas());
                }
            }
        }
        return names;
    }
}
