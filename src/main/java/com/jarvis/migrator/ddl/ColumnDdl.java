package com.jarvis.migrator.ddl;

import static com.jarvis.migrator.sql.Identifiers.literal;
import static com.jarvis.migrator.sql.Identifiers.quote;
import static com.jarvis.migrator.sql.Identifiers.sequenceName;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.operation.Operation.Alter;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Statements for columns. */
public final class ColumnDdl extends ObjectDdl<Column> {

    @Override
    List<String> create(Column column) {
        String statement = "alter table " + column.table().sql() + " add column " + definition(column);
        return column.comment() == null ? List.of(statement) : List.of(statement, comment(column));
    }

    /** The definition of the column in CREATE TABLE. */
    static String definition(Column column) {
        StringBuilder sql = new StringBuilder(quote(column.name())).append(' ').append(column.type());
        if (column.collation() != null) {
            sql.append(" collate ").append(column.collation());
        }
        if (column.defaultValue() != null) {
            sql.append(" default ").append(column.defaultValue());
        }
        if (column.generated() != null) {
            sql.append(" generated always as (")
                    .append(column.generated().sql())
                    .append(column.virtual() ? ") virtual" : ") stored");
        }
        if (column.identity() != null) {
            sql.append(' ').append(identity(column));
        }
        return sql.append(column.notNull() ? " not null" : "").toString();
    }

    private static String identity(Column column) {
        Sequence sequence = column.identity().sequence();
        String options = SequenceDdl.options(sequence);
        if (!hasDefaultName(column)) {
            options = " sequence name " + sequence.name().sql() + options;
        }
        return "generated " + (column.identity().always() ? "always" : "by default") + " as identity"
                + (options.isEmpty() ? "" : " (" + options.strip() + ")");
    }

    /** Whether the sequence of an identity has PostgreSQL's default name. */
    private static boolean hasDefaultName(Column column) {
        return column.identity()
                .sequence()
                .name()
                .local()
                .equals(sequenceName(column.table().local(), column.name()));
    }

    static String comment(Column column) {
        return comment("column " + column.table().sql() + "." + quote(column.name()), column.comment());
    }

    /** Whether the column must be dropped and added again, because its generation expression changes. */
    public static boolean isRebuild(Column before, Column after) {
        return after.generated() != null
                && (!after.generated().equals(before.generated())
                        || before.virtual() != after.virtual()
                        || !before.type().equals(after.type())
                        || !Objects.equals(before.collation(), after.collation()));
    }

    @Override
    String drop(Column column) {
        return "alter table " + column.table().sql() + " drop column " + quote(column.name());
    }

    @Override
    String rename(Column before, Column after) {
        return "alter table " + before.table().sql() + " rename column " + quote(before.name()) + " to "
                + quote(after.name());
    }

    @Override
    List<String> alter(Alter<Column> alter) {
        return alter(
                alter.before(), alter.after(), alter instanceof AlterColumn column ? column.constants() : List.of());
    }

    /** @param constants as in {@link AlterColumn} */
    private List<String> alter(Column before, Column after, List<String> constants) {
        if (isRebuild(before, after)) {
            return replace(before, after);
        }
        String alter = "alter table " + after.table().sql() + " alter column " + quote(after.name());
        if (before.virtual() && after.generated() == null) {
            return materialize(before, after, alter);
        }
        List<String> statements = new ArrayList<>();
        boolean retyped = !before.type().equals(after.type()) || !Objects.equals(before.collation(), after.collation());
        String defaultNow = before.defaultValue();
        if (before.generated() != null && after.generated() == null) {
            statements.add(alter + " drop expression");
        }
        if (before.identity() != null && after.identity() == null) {
            statements.add(alter + " drop identity");
        }
        if (retyped) {
            String using = TypeConversion.using(before, after, constants);
            if (defaultNow != null && !defaultNow.equals(after.defaultValue()) || using != null) {
                if (defaultNow != null) {
                    statements.add(alter + " drop default");
                }
                defaultNow = null;
            }
            statements.add(alter + " type " + after.type()
                    + (after.collation() == null ? "" : " collate " + after.collation())
                    + (using == null ? "" : " using " + using));
        }
        if (!Objects.equals(defaultNow, after.defaultValue())) {
            statements.add(
                    alter + (after.defaultValue() == null ? " drop default" : " set default " + after.defaultValue()));
        }
        if (before.notNull() != after.notNull()) {
            statements.add(alter + (after.notNull() ? " set not null" : " drop not null"));
        }
        if (after.identity() != null && !after.identity().equals(before.identity())) {
            statements.addAll(alterIdentity(alter, before, after));
        }
        if (!Objects.equals(before.comment(), after.comment())) {
            statements.add(comment(after));
        }
        return statements;
    }

    /** PostgreSQL 18 does not support {@code DROP EXPRESSION} for virtual columns. */
    private List<String> materialize(Column before, Column after, String alter) {
        String table = "alter table " + before.table().sql();
        List<String> statements = new ArrayList<>();
        statements.add(table + " rename column " + quote(before.name()) + " to jarvis_computed");
        statements.addAll(create(after.withNotNull(false)));
        statements.add("update " + before.table().sql() + " set " + quote(after.name()) + " = jarvis_computed");
        statements.add(table + " drop column jarvis_computed");
        if (after.notNull()) {
            statements.add(alter + " set not null");
        }
        return statements;
    }

    private static List<String> alterIdentity(String alter, Column before, Column after) {
        if (before.identity() == null) {
            return List.of(alter + " add " + identity(after), continueAfterRows(after));
        }
        List<String> statements = new ArrayList<>();
        Sequence to = after.identity().sequence();
        Sequence from = before.type().equals(after.type())
                ? before.identity().sequence()
                : SequenceDdl.retyped(before.identity().sequence(), to.type());
        if (before.identity().always() != after.identity().always()) {
            statements.add(alter + " set generated " + (after.identity().always() ? "always" : "by default"));
        }
        List<String> changes = SequenceDdl.changes(from, to);
        if (!from.type().equals(to.type())) {
            statements.add("alter sequence " + from.name().sql() + String.join("", changes));
        } else if (!changes.isEmpty()) {
            statements.add(alter + " set" + String.join(" set", changes) + SequenceDdl.restart(from, to));
        }
        if (!from.name().equals(to.name())) {
            statements.add("alter sequence " + from.name().sql() + " rename to "
                    + quote(to.name().local()));
        }
        return statements;
    }

    /** A new identity starts at 1, and would generate keys that existing rows already have. */
    public static String continueAfterRows(Column column) {
        String table = column.table().sql();
        boolean up = column.identity().sequence().increment() > 0;
        String last = (up ? "max(" : "min(") + quote(column.name()) + ")";
        return "select setval(pg_get_serial_sequence(" + literal(table) + ", " + literal(column.name()) + "), " + last
                + ") from " + table + " having " + last + (up ? " > 0" : " < 0");
    }
}
