package com.jarvis.migrator.execution.loss;

import com.jarvis.migrator.execution.loss.DataSnapshot.Attribute;
import com.jarvis.migrator.execution.loss.DataSnapshot.Kind;
import com.jarvis.migrator.execution.loss.DataSnapshot.Relation;
import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the columns that hold values of a composite type's attribute: columns of the type itself, of an array or a domain of it,
 * and of a composite type that contains it.
 */
final class AttributeUses {

    private static final int MAX_DEPTH = 8;

    /** pg_type: the composite's relation, the element of an array, and the base of a domain; 0 where it is none. */
    private record Type(long relation, long element, long base) {}

    /** A table and the condition of its rows that hold a value. */
    record Use(Relation table, String condition) {}

    /** A table and a column with values of the type. */
    record Holder(Relation table, Attribute column) {}

    private final DataSnapshot snapshot;
    private final Map<Long, Type> types = new HashMap<>();

    AttributeUses(Connection connection, DataSnapshot snapshot) throws SQLException {
        this.snapshot = snapshot;
        SystemQuery.list(
                connection,
                """
                select oid, typrelid, case when typcategory = 'A' then typelem else 0 end, typbasetype
                from pg_type where typrelid <> 0 or typcategory = 'A' or typbasetype <> 0""",
                row -> types.put(row.getLong(1), new Type(row.getLong(2), row.getLong(3), row.getLong(4))));
    }

    /** @param composite a composite type, or a table whose row type columns may have */
    List<Use> of(Relation composite, Attribute attribute) {
        List<Use> uses = new ArrayList<>();
        for (Relation table : snapshot.relations().values()) {
            if (table.kind() == Kind.TABLE) {
                List<String> conditions = new ArrayList<>();
                for (Attribute column : table.attributes().values()) {
                    String condition = condition(column.sql(), column.typeOid(), composite, attribute, 0);
                    if (condition != null) {
                        conditions.add(condition);
                    }
                }
                if (!conditions.isEmpty()) {
                    uses.add(new Use(table, String.join(" or ", conditions)));
                }
            }
        }
        return uses;
    }

    /** The columns with values of a composite type. */
    List<Holder> columns(Relation composite) {
        Attribute any = composite.attributes().values().stream().findFirst().orElse(null);
        List<Holder> holders = new ArrayList<>();
        for (Relation table : snapshot.relations().values()) {
            if (table.kind() == Kind.TABLE && any != null) {
                table.attributes().values().stream()
                        .filter(column -> condition(column.sql(), column.typeOid(), composite, any, 0) != null)
                        .forEach(column -> holders.add(new Holder(table, column)));
            }
        }
        return holders;
    }

    /** Whether the value holds the attribute; null if its type does not contain the composite type. */
    private String condition(String value, long typeOid, Relation composite, Attribute attribute, int depth) {
        Type type = types.get(typeOid);
        if (type == null || depth > MAX_DEPTH) {
            return null;
        }
        if (type.base() != 0) {
            return condition(value, type.base(), composite, attribute, depth + 1);
        }
        if (type.element() != 0) {
            String element = "e" + depth;
            String inner = condition(element, type.element(), composite, attribute, depth + 1);
            return inner == null
                    ? null
                    : "exists (select from unnest(" + value + ") " + element + " where " + inner + ")";
        }
        if (type.relation() == composite.oid()) {
            return "(" + value + ")." + attribute.sql() + " is not null";
        }
        Relation outer = snapshot.get(type.relation());
        if (outer == null) {
            return null;
        }
        List<String> conditions = new ArrayList<>();
        for (Attribute part : outer.attributes().values()) {
            String inner = condition("(" + value + ")." + part.sql(), part.typeOid(), composite, attribute, depth + 1);
            if (inner != null) {
                conditions.add(inner);
            }
        }
        return conditions.isEmpty() ? null : "(" + String.join(" or ", conditions) + ")";
    }
}
