package com.jarvis.migrator.liquibase.execution;

import com.jarvis.migrator.liquibase.history.AppliedChangeSets;
import liquibase.database.Database;
import liquibase.database.core.PostgresDatabase;
import liquibase.datatype.DataTypeFactory;
import liquibase.exception.ValidationErrors;
import liquibase.sql.Sql;
import liquibase.sql.UnparsedSql;
import liquibase.sqlgenerator.SqlGeneratorChain;
import liquibase.sqlgenerator.core.AbstractSqlGenerator;
import liquibase.statement.core.TagDatabaseStatement;

/**
 * {@code liquibase:tag} tags the row that was written last. Liquibase takes the one with the latest {@code dateexecuted}, which
 * is another one after runs in two time zones (TagDatabaseGenerator, 5.0.4).
 */
public class TagGenerator extends AbstractSqlGenerator<TagDatabaseStatement> {

    @Override
    public int getPriority() {
        return PRIORITY_DATABASE;
    }

    @Override
    public boolean supports(TagDatabaseStatement statement, Database database) {
        return database instanceof PostgresDatabase;
    }

    @Override
    public ValidationErrors validate(
            TagDatabaseStatement statement, Database database, SqlGeneratorChain<TagDatabaseStatement> chain) {
        return new ValidationErrors().checkRequiredField("tag", statement.getTag());
    }

    @Override
    public Sql[] generateSql(
            TagDatabaseStatement statement, Database database, SqlGeneratorChain<TagDatabaseStatement> chain) {
        String table = AppliedChangeSets.table(database);
        String tag = DataTypeFactory.getInstance()
                .fromObject(statement.getTag(), database)
                .objectToSql(statement.getTag(), database);
        return new Sql[] {
            new UnparsedSql("UPDATE %1$s SET TAG = %2$s WHERE ORDEREXECUTED = (SELECT MAX(ORDEREXECUTED) FROM %1$s)"
                    .formatted(table, tag))
        };
    }
}
