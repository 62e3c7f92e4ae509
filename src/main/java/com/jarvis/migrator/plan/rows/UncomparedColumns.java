package com.jarvis.migrator.plan.rows;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.CompositeType.Attribute;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.session.SystemQuery;
import com.jarvis.migrator.sql.PostgresError;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns that hold values of a composite type although the model does not know it, for instance those of tables in other
 * schemas. No operation takes their values out before PostgreSQL drops an attribute, nor puts them back.
 */
record UncomparedColumns(RowCounts rows, Connection connection, Catalog live, CompositeType type) {

    /**
     * All columns that can hold such values: of the type, of arrays and domains of it, and of types that contain it. An inherited
     * column counts with the table that it is inherited from. The condition is about the word that stands for the value.
     */
    private static final String HOLDERS = """
            with recursive holder (type, condition) as (
              select to_regtype(?)::oid, ? collate "C"
              union all
              select whole.type, whole.condition from holder h cross join lateral (
                select t.oid, replace(h.condition, 'jarvis_value', '(jarvis_value)::' || format_type(t.typbasetype, t.typtypmod))
                from pg_type t where t.typbasetype = h.type
                union all
                select t.typarray, 'exists (select from unnest(jarvis_value) jarvis_element where '
                  || replace(h.condition, 'jarvis_value', 'jarvis_element') || ')'
                from pg_type t where t.oid = h.type and t.typarray <> 0
                union all
                select c.reltype, replace(h.condition, 'jarvis_value', '(jarvis_value).' || quote_ident(a.attname))
                from pg_attribute a join pg_class c on c.oid = a.attrelid and c.reltype <> 0
                where a.atttypid = h.type and a.attnum > 0 and not a.attisdropped) whole (type, condition))
            select nullif(n.nspname, current_schema()), c.relname, a.attname,
                   format('select count(*) from %I.%I where %s', n.nspname, c.relname, replace(h.condition, 'jarvis_value', quote_ident(a.attname)))
            from holder h
            join pg_attribute a on a.atttypid = h.type and a.attnum > 0 and not a.attisdropped and a.attinhcount = 0
            join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
            join pg_namespace n on n.oid = c.relnamespace
            order by 1, 2, 3""";

    private record Holder(Name table, String column, String count) {}

    /** The values of the attribute, a line for each column. */
    List<String> lost(Attribute attribute) throws SQLException {
        List<Holder> holders = SystemQuery.list(
                connection,
                HOLDERS,
                row -> new Holder(new Name(row.getString(1), row.getString(2)), row.getString(3), row.getString(4)),
                type.name().sql(),
                "(jarvis_value)." + quote(attribute.name()) + " is not null");
        List<String> losses = new ArrayList<>();
        for (Holder holder : holders) {
            if (!isCompared(holder)) {
                String what =
                        "attribute " + type.label(attribute) + " in column " + holder.table() + "." + holder.column();
                try {
                    long count = rows.count(holder.count());
                    if (count > 0) {
                        losses.add(DataLoss.line(count, what, "value", ""));
                    }
                } catch (RowsHidden e) {
                    losses.add(what + ": " + e.getMessage());
                } catch (SQLException e) {
                    if (!PostgresError.isInsufficientPrivilege(e.getSQLState())) {
                        throw e;
                    }
                    losses.add(what + ": " + new RowsHidden(PostgresError.firstLine(e), e).getMessage());
                }
            }
        }
        return losses;
    }

    private boolean isCompared(Holder holder) {
        ContainedValues values = new ContainedValues(live, type.name(), value -> value);
        return live.table(holder.table()).stream()
                .flatMap(table -> table.column(holder.column()).stream())
                .anyMatch(column -> values.in(column) != null);
    }
}
