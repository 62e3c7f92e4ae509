package com.jarvis.migrator.execution.loss;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.session.SystemQuery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Everything that holds data, as the catalog has it at one moment: tables, partitions, materialized views, and composite types,
 * which columns may use. Oids and attribute numbers identify them, because a name may change or be used again.
 *
 * @param relations by oid, in the order of their names
 */
record DataSnapshot(Map<Long, Relation> relations) {

    /** pg_class.relkind. */
    enum Kind {
        TABLE,
        PARTITIONED_TABLE,
        MATERIALIZED_VIEW,
        COMPOSITE_TYPE;

        static Kind of(String relkind) {
            return switch (relkind) {
                case "r" -> TABLE;
                case "p" -> PARTITIONED_TABLE;
                case "m" -> MATERIALIZED_VIEW;
                default -> COMPOSITE_TYPE;
            };
        }
    }

    /**
     * @param name qualified and quoted, for SQL
     * @param label as a user names it: without the schema if the search path finds it
     * @param file the file node, which changes when the table is rewritten or truncated; 0 if it has none
     * @param parent the oid of the partitioned table or the parent table; 0 if it has none
     * @param isFilled false for a materialized view without data
     * @param attributes by number; dropped ones are absent
     */
    record Relation(
            long oid,
            Kind kind,
            String name,
            String label,
            long file,
            long parent,
            boolean isPartition,
            boolean isFilled,
            Map<Integer, Attribute> attributes) {

        /** The column or attribute of this name. */
        Optional<Attribute> attribute(String name) {
            return attributes.values().stream()
                    .filter(attribute -> attribute.name().equals(name))
                    .findFirst();
        }

        /** Whether it stores rows itself. */
        boolean hasRows() {
            return kind == Kind.TABLE || kind == Kind.MATERIALIZED_VIEW;
        }
    }

    /**
     * @param type its SQL, with the length or precision
     * @param isGenerated PostgreSQL computes its values again when it is added again
     */
    record Attribute(int number, String name, long typeOid, String type, boolean isGenerated, boolean isNotNull) {

        /** The name, for SQL. */
        String sql() {
            return quote(name);
        }
    }

    private static final String QUERY = """
            select c.oid, c.relkind, format('%I.%I', n.nspname, c.relname) as name, c.relispopulated, c.relispartition,
              case when c.relkind = 'c' then format_type(c.reltype, null) else c.oid::regclass::text end as label,
              coalesce(pg_relation_filenode(c.oid), 0) as file,
              coalesce((select i.inhparent from pg_inherits i where i.inhrelid = c.oid order by i.inhseqno limit 1), 0) as parent,
              a.attnum, a.attname, a.atttypid, format_type(a.atttypid, a.atttypmod) as type,
              a.attgenerated <> '' as generated, a.attnotnull
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
              left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relkind in ('r', 'p', 'm', 'c') and c.relpersistence <> 't' and c.oid <> all (?)
              and n.nspname !~ '^pg_(toast|temp)' and n.nspname not in ('pg_catalog', 'information_schema')
            order by name, a.attnum""";

    /** @param ignored the oids of tables that do not count, such as the migrations' history */
    static DataSnapshot read(Connection connection, Set<Long> ignored) throws SQLException {
        Map<Long, Relation> relations = new LinkedHashMap<>();
        SystemQuery.list(
                connection, QUERY, row -> add(row, relations), connection.createArrayOf("bigint", ignored.toArray()));
        return new DataSnapshot(relations);
    }

    private static Relation add(ResultSet row, Map<Long, Relation> relations) throws SQLException {
        Relation relation = relations.get(row.getLong("oid"));
        if (relation == null) {
            relation = relation(row);
            relations.put(relation.oid(), relation);
        }
        if (row.getInt("attnum") > 0) {
            relation.attributes().put(row.getInt("attnum"), attribute(row));
        }
        return relation;
    }

    private static Relation relation(ResultSet row) throws SQLException {
        return new Relation(
                row.getLong("oid"),
                Kind.of(row.getString("relkind")),
                row.getString("name"),
                row.getString("label"),
                row.getLong("file"),
                row.getLong("parent"),
                row.getBoolean("relispartition"),
                row.getBoolean("relispopulated"),
                new TreeMap<>());
    }

    private static Attribute attribute(ResultSet row) throws SQLException {
        return new Attribute(
                row.getInt("attnum"),
                row.getString("attname"),
                row.getLong("atttypid"),
                row.getString("type"),
                row.getBoolean("generated"),
                row.getBoolean("attnotnull"));
    }

    /** @return null if it does not exist, or not any more */
    Relation get(long oid) {
        return relations.get(oid);
    }

    /** The table that the relation is a partition of, or that it inherits from. */
    Optional<Relation> parent(Relation relation) {
        return Optional.ofNullable(relations.get(relation.parent()));
    }

    /** The partitioned table that holds the relation, directly or not; itself if it is no partition. */
    Relation root(Relation relation) {
        return relation.isPartition() ? parent(relation).map(this::root).orElse(relation) : relation;
    }

    /** Whether there is a materialized view of this name with data. */
    boolean hasFilledView(String name) {
        return relations.values().stream()
                .anyMatch(relation -> relation.kind() == Kind.MATERIALIZED_VIEW
                        && relation.isFilled()
                        && relation.name().equals(name));
    }
}
