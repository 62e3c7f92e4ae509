package com.jarvis.migrator.scratch;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.session.SystemQuery;
import com.jarvis.migrator.sql.PostgresError;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.postgresql.util.PSQLException;

/**
 * The partitions of the live tables that may refuse a change that their table accepts: those that are partitioned themselves,
 * are foreign tables, or have constraints or indexes of their own, and those that it may leave without a replica identity. The
 * catalog of a schema does not contain them.
 */
public final class Partitions {

    /** The parent comes before its partitions. What a partition has from its table is not its own. */
    private static final String QUERY = """
            select c.oid::regclass::text as relation, c.relname, p.relname as parent, c.relkind, pg_get_expr(c.relpartbound, c.oid) as bound,
              case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as key,
              (select quote_ident(s.srvname) from pg_foreign_table f join pg_foreign_server s on s.oid = f.ftserver
               where f.ftrelid = c.oid) as server,
              array(select format('add constraint %I %s', conname, pg_get_constraintdef(oid)) from pg_constraint
                    where conrelid = c.oid and coninhcount = 0 and conparentid = 0 and contype in ('p', 'u', 'c', 'f', 'x')
                    order by contype = 'f', conname) as constraints,
              array(select format('create%s index %I on ', case when i.indisunique then ' unique' end, x.relname) || '%s '
                      || substring(pg_get_indexdef(x.oid) from ' (USING .*)') from pg_index i
                    join pg_class x on x.oid = i.indexrelid
                    where i.indrelid = c.oid and not x.relispartition
                      and not exists (select from pg_constraint where conindid = x.oid and conrelid = c.oid)
                    order by x.relname) as indexes,
            """ + PartitionIdentity.OF_PARTITION + """
              as identity
            from pg_partition_tree(to_regclass(?)) t
            join pg_class c on c.oid = t.relid left join pg_class p on p.oid = t.parentrelid
            where t.level > 0 order by t.level, c.relname""";

    private static final String PARTITIONED = "p";

    /**
     * @param own the statements for what only it has
     * @param identity null if no migration of its table can change it
     */
    private record Partition(
            Name table,
            Name parent,
            String name,
            String relation,
            String create,
            List<String> own,
            boolean special,
            PartitionIdentity identity) {

        Name copy() {
            return table.sibling(name);
        }
    }

    private final List<Partition> all = new ArrayList<>();

    private Partitions() {}

    /**
     * Reads the partitions of the tables in a catalog.
     *
     * @param connection with the search path that migrations run with
     */
    public static Partitions of(Connection connection, Catalog live) throws SQLException {
        Partitions partitions = new Partitions();
        for (Table table : live.tables()) {
            if (table.partitionKey() != null) {
                partitions.all.addAll(read(connection, table.name()));
            }
        }
        return partitions;
    }

    private static List<Partition> read(Connection connection, Name table) throws SQLException {
        return SystemQuery.list(
                connection,
                QUERY,
                row -> {
                    // All are created beside their table: only its schema is copied.
                    Name name = table.sibling(row.getString("relname"));
                    Name parent = table.sibling(row.getString("parent"));
                    String server = row.getString("server");
                    String key = row.getString("key");
                    String create = "create " + (server == null ? "" : "foreign ") + "table " + name.sql()
                            + " partition of " + parent.sql() + " " + row.getString("bound")
                            + (key == null ? "" : " partition by " + key) + (server == null ? "" : " server " + server);
                    List<String> own = new ArrayList<>();
                    for (String constraint :
                            (String[]) row.getArray("constraints").getArray()) {
                        own.add("alter table " + name.sql() + " " + constraint);
                    }
                    for (String index : (String[]) row.getArray("indexes").getArray()) {
                        own.add(index.replace(" on %s ", " on " + name.sql() + " "));
                    }
                    boolean special = !own.isEmpty() || server != null || PARTITIONED.equals(row.getString("relkind"));
                    String identity = row.getString("identity");
                    return new Partition(
                            table,
                            parent,
                            row.getString("relname"),
                            row.getString("relation"),
                            create,
                            own,
                            special,
                            identity == null ? null : new PartitionIdentity(identity));
                },
                table.sql());
    }

    /** Those with which a migration is tried, as SQL writes their names; none if all are like their table. */
    public List<String> names() {
        return tried().map(Partition::relation).toList();
    }

    /** One partition stands for all of a table that have only the same replica identity. */
    private Stream<Partition> tried() {
        Set<List<Object>> identities = new HashSet<>();
        return all.stream()
                .filter(partition -> partition.special()
                        || partition.identity() != null
                                && identities.add(List.of(partition.table(), partition.identity())));
    }

    /** A place to run statements in, with a copy of the live catalog. */
    @FunctionalInterface
    public interface Copies {
        ScratchSchemas create() throws SQLException, MigratorException;
    }

    /**
     * Runs statements with each of these partitions in turn.
     *
     * @throws MigratorException if a partition does not accept one of them
     */
    public void prove(Copies copies, List<String> update, List<String> rollback)
            throws SQLException, MigratorException {
        for (Partition partition : tried().toList()) {
            try (ScratchSchemas scratch = copies.create()) {
                if (create(partition, scratch)) {
                    PartitionIdentity identity = partition.identity();
                    boolean isSet = identity != null && identity.set(scratch, partition.copy());
                    run(partition, scratch, update);
                    if (isSet) {
                        identity.requireKept(scratch, partition.copy(), partition.relation(), partition.table());
                    }
                    run(partition, scratch, rollback);
                }
            }
        }
    }

    /** @return false if it cannot be copied, for instance because the role may not use the foreign server */
    private boolean create(Partition partition, ScratchSchemas scratch) throws SQLException {
        List<Partition> path = new ArrayList<>(List.of(partition));
        for (Partition parent = parent(partition); parent != null; parent = parent(parent)) {
            path.add(0, parent);
        }
        for (String statement : path.stream()
                .flatMap(part -> Stream.concat(Stream.of(part.create()), part.own().stream()))
                .toList()) {
            if (scratch.attempt(List.of(statement)).isPresent()) {
                return false;
            }
        }
        return true;
    }

    private Partition parent(Partition partition) {
        return all.stream()
                .filter(other ->
                        other.table().equals(partition.table()) && Objects.equals(other.copy(), partition.parent()))
                .findFirst()
                .orElse(null);
    }

    private static void run(Partition partition, ScratchSchemas scratch, List<String> statements)
            throws SQLException, MigratorException {
        for (String statement : statements) {
            try {
                scratch.execute(statement);
            } catch (PSQLException e) {
                if (e.getServerErrorMessage() == null) {
                    throw e;
                }
                throw new MigratorException(
                        """
                        The partition %s of table %s does not accept the migration: %s
                          %s
                        Nothing was written. Change the mapping, or the partition in a migration by hand first:
                          mvn compile liquibase:diff -Dempty -Dmessage="change the partition\"""".formatted(
                                Printable.line(partition.name()), partition.table(), PostgresError.line(e), statement),
                        e);
            }
        }
    }
}
