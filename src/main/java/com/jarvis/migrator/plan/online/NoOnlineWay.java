package com.jarvis.migrator.plan.online;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.advice.ExpandAndContract;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.ddl.TypeConversion;
import com.jarvis.migrator.operation.OperationText;
import java.util.List;

/** Rejects changes that cannot be split into stages that do not block reads and writes. The messages describe alternatives. */
final class NoOnlineWay {

    static final String OTHERWISE = """
            If the table is small, or may be unavailable for a while, run diff without -Donline:
              mvn compile liquibase:diff""";

    private NoOnlineWay() {}

    /**
     * A change of type for which PostgreSQL rewrites the table or its indexes.
     *
     * @param constants the enum constants of the operation
     */
    static MigratorException ofType(Column before, Column after, List<String> constants) {
        String column = quote(after.name());
        String using = TypeConversion.using(before, after, constants);
        return new MigratorException("""
                Column %s would change from %s to %s. PostgreSQL rewrites the whole table or its indexes for that, which \
                blocks reads and writes.
                Nothing was written. Expand and contract instead, with a release between the steps:
                %s""".formatted(
                        after.label(),
                        Printable.line(OperationText.type(before.type())),
                        Printable.line(OperationText.type(after.type())),
                        ExpandAndContract.ofType(
                                after.table().sql(), column, using == null ? column + "::" + after.type() : using))
                + OTHERWISE);
    }

    /** A foreign key whose existing column refers to another column. */
    static MigratorException ofReference(Column column) {
        return new MigratorException("""
                Column %1$s would refer to another column, so its values would change. Code that still runs reads and writes \
                the old ones.
                Nothing was written. Expand and contract instead, with a release between the steps:
                  1. Map the association to a new join column, beside the old one:
                       mvn compile liquibase:diff -Donline
                  2. Write both columns, fill the new one in existing rows, and read it.
                  3. Remove the old column from the entity:
                       mvn compile liquibase:diff -Donline -Drename=none -Dallow=drop
                """.formatted(column.label()) + OTHERWISE);
    }

    /** A stored generated column in an existing table. */
    static MigratorException ofGenerated(Column column) {
        return new MigratorException("""
                Column %1$s would be added as a stored generated column. PostgreSQL rewrites the whole table for that, \
                which blocks reads and writes, and it cannot turn an existing column into a generated one.
                Nothing was written. Keep an ordinary column up to date instead:
                  1. Map the attribute of %2$s with @Column instead of @GeneratedColumn, and without NOT NULL:
                       mvn compile liquibase:diff -Donline
                  2. In a migration by hand, create a trigger that computes it for each new or updated row:
                       mvn compile liquibase:diff -Dempty -Dmessage="compute %2$s"
                       create function %2$s_value() returns trigger language plpgsql as
                         $$ begin new.%3$s := <expression>; return new; end $$
                       create trigger %2$s before insert or update on %4$s for each row execute function %2$s_value()
                       where <expression> is the following, with new. before each column: %5$s
                  3. In another migration, fill in the existing rows, in batches:
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

    /** An identity column in an existing table. */
    static MigratorException ofIdentity(Column column) {
        String numbers = column.table()
                .sibling(column.table().local() + "_" + column.name() + "_numbers")
                .sql();
        return new MigratorException("""
                Column %1$s would be added as an identity column. PostgreSQL rewrites the whole table for that, which blocks \
                reads and writes.
                Nothing was written. Expand and contract instead:
                  1. Map the attribute of %2$s without @GeneratedValue, and without NOT NULL:
                       mvn compile liquibase:diff -Donline
                  2. In a migration by hand, number the new rows:
                       mvn compile liquibase:diff -Dempty -Dmessage="number %2$s"
                       create sequence %3$s owned by %4$s.%5$s
                       alter table %4$s alter column %5$s set default nextval('%3$s')
                  3. In another migration, number the existing rows, in batches, until none is updated:
                       update %4$s set %5$s = default where ctid = any (array(select ctid from %4$s where %5$s is null \
                limit 1000))
                  4. Add NOT NULL and @GeneratedValue to the attribute. The generated migration continues the numbers:
                       mvn compile liquibase:diff -Donline
                """.formatted(
                        column.label(), column.name(), numbers, column.table().sql(), quote(column.name()))
                + OTHERWISE);
    }

    /** An exclusion constraint on an existing table. */
    static MigratorException ofExclusion(Constraint constraint) {
        String table = constraint.table().sql();
        return new MigratorException("""
                Exclusion constraint %1$s would be added. PostgreSQL scans all rows of %2$s for that, which blocks reads \
                and writes; NOT VALID and USING INDEX do not exist for exclusion constraints.
                Nothing was written. Replace the table instead:
                  1. In a migration by hand, create a table like %2$s that has the constraint, and a trigger on %2$s that \
                repeats every write there:
                       mvn compile liquibase:diff -Dempty -Dmessage="second %2$s"
                  2. In another migration, copy the existing rows, in batches.
                  3. In another migration, swap the names of both tables in one transaction.
                """.formatted(constraint.label(), table) + OTHERWISE);
    }
}
