package com.jarvis.migrator.plan.online;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.advice.ExpandAndContract;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.ddl.TypeConversion;
import com.jarvis.migrator.operation.OperationText;
import java.util.List;

/** Refuses changes that no sequence of steps makes without blocking reads and writes, and says what to do instead. */
final class NoOnlineWay {

    private static final String OTHERWISE = """
            Where the table is small, or nobody needs it meanwhile, without -Donline:
              mvn compile liquibase:diff""";

    private NoOnlineWay() {}

    /**
     * A change of type for which PostgreSQL writes the table or its indexes anew.
     *
     * @param constants the operation's own
     */
    static MigratorException ofType(Column before, Column after, List<String> constants) {
        String column = quote(after.name());
        String using = TypeConversion.using(before, after, constants);
        return new MigratorException("""
                Column %s would change from %s to %s. PostgreSQL writes the whole table or its indexes anew for that, while \
                reads and writes wait.
                Nothing was written. Expand and contract instead, with a release between the steps:
                %s""".formatted(
                        after.label(),
                        OperationText.type(before.type()),
                        OperationText.type(after.type()),
                        ExpandAndContract.ofType(
                                after.table().sql(), column, using == null ? column + "::" + after.type() : using))
                + OTHERWISE);
    }

    /** A stored generated column in a table that is there. */
    static MigratorException ofGenerated(Column column) {
        return new MigratorException("""
                Column %1$s would be added as a stored generated column. PostgreSQL writes the whole table anew for that, \
                while reads and writes wait, and cannot make a column generated later.
                Nothing was written. Keep a plain column up to date instead:
                  1. Map the attribute of %2$s with @Column in the place of @GeneratedColumn, and without NOT NULL:
                       mvn compile liquibase:diff -Donline
                  2. In a migration by hand, a trigger that computes it for every row that is written:
                       mvn compile liquibase:diff -Dempty -Dmessage="compute %2$s"
                       create function %2$s_value() returns trigger language plpgsql as
                         $$ begin new.%3$s := <expression>; return new; end $$
                       create trigger %2$s before insert or update on %4$s for each row execute function %2$s_value()
                       where <expression> is, with new. before each column: %5$s
                  3. In one more, the rows that are there, in batches:
                       update %4$s set %3$s = %5$s where ctid = any (array(select ctid from %4$s where %3$s is distinct \
                from %5$s limit 1000))
                """.formatted(
                                column.label(),
                                column.name(),
                                quote(column.name()),
                                column.table().sql(),
                                column.generated().text())
                + OTHERWISE);
    }

    /** An identity column in a table that is there. */
    static MigratorException ofIdentity(Column column) {
        String numbers = column.table()
                .sibling(column.table().local() + "_" + column.name() + "_numbers")
                .sql();
        return new MigratorException("""
                Column %1$s would be added as an identity column. PostgreSQL writes the whole table anew for that, while \
                reads and writes wait.
                Nothing was written. Expand and contract instead:
                  1. Map the attribute of %2$s without @GeneratedValue, and without NOT NULL:
                       mvn compile liquibase:diff -Donline
                  2. In a migration by hand, numbers for the rows to come:
                       mvn compile liquibase:diff -Dempty -Dmessage="number %2$s"
                       create sequence %3$s owned by %4$s.%5$s
                       alter table %4$s alter column %5$s set default nextval('%3$s')
                  3. In one more, numbers for the rows that are there, in batches, until none is updated:
                       update %4$s set %5$s = default where ctid = any (array(select ctid from %4$s where %5$s is null \
                limit 1000))
                  4. NOT NULL and @GeneratedValue again, and in the migration the number to go on with:
                       mvn compile liquibase:diff -Donline
                """.formatted(
                        column.label(), column.name(), numbers, column.table().sql(), quote(column.name()))
                + OTHERWISE);
    }

    /** An exclusion constraint of a table that is there. */
    static MigratorException ofExclusion(Constraint constraint) {
        String table = constraint.table().sql();
        return new MigratorException("""
                Exclusion constraint %1$s would be added. PostgreSQL reads all rows of %2$s for that while reads and \
                writes wait, and knows neither NOT VALID nor an index that is there.
                Nothing was written. Go by way of a second table instead:
                  1. In a migration by hand, a table like %2$s that has the constraint, and a trigger on %2$s that repeats \
                every write there:
                       mvn compile liquibase:diff -Dempty -Dmessage="second %2$s"
                  2. In one more, the rows that are there, in batches.
                  3. In one more, both names swapped in one transaction.
                """.formatted(constraint.label(), table) + OTHERWISE);
    }
}
