package com.jarvis.migrator.scratch;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Name;
import java.sql.SQLException;
import java.util.List;

/**
 * What identifies a row of a partition for logical replication. Each partition has a setting of its own; where that is an index
 * that the partition has from its table, it is gone when the table's index is dropped, even if that is created again.
 *
 * @param index what the table calls the index, or the name of one that only the partition has; empty for the primary key
 */
record PartitionIdentity(String index) {

    /** A subquery on a row of {@code pg_class c}: the index, an empty text for the primary key, null for another identity. */
    static final String OF_PARTITION = """
            case when c.relkind = 'r' and c.relreplident = 'i' then
              (select coalesce((select r.relname from pg_partition_ancestors(x.oid) a join pg_class r on r.oid = a.relid where not r.relispartition), x.relname)
               from pg_index i join pg_class x on x.oid = i.indexrelid where i.indrelid = c.oid and i.indisreplident)
            when c.relkind = 'r' and c.relreplident = 'd' and exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)
              and exists (select from pg_publication_tables t join pg_publication o on o.pubname = t.pubname and (o.pubupdate or o.pubdelete)
                          join pg_namespace n on n.nspname = t.schemaname join pg_class r on r.relnamespace = n.oid and r.relname = t.tablename
                          where r.oid in (select relid from pg_partition_ancestors(c.oid))) then '' end""";

    private static final String INDEXES = """
            select n.nspname, c.relname, x.relname as index, i.indisprimary, i.indisreplident,
                   coalesce((select r.relname from pg_partition_ancestors(x.oid) a join pg_class r on r.oid = a.relid where not r.relispartition), x.relname) as whole
            from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
            join pg_namespace n on n.oid = c.relnamespace where n.nspname = any (?)""";

    private record Found(Name table, String name, String whole, boolean isPrimary, boolean isIdentity) {}

    /** Sets it for a copy of the partition; false if that does not have the index. */
    boolean set(ScratchSchemas scratch, Name partition) throws SQLException {
        if (index.isEmpty()) {
            return isThere(scratch, partition);
        }
        for (Found found : indexes(scratch, partition)) {
            if (found.whole().equals(index)) {
                return scratch.attempt(List.of("alter table " + partition.sql() + " replica identity using index "
                                + quote(found.name())))
                        .isEmpty();
            }
        }
        return false;
    }

    /**
     * Refuses a migration that leaves the partition without it.
     *
     * @param relation the partition, as SQL writes its name
     */
    void requireKept(ScratchSchemas scratch, Name partition, String relation, Name table)
            throws SQLException, MigratorException {
        if (isThere(scratch, partition)) {
            return;
        }
        throw new MigratorException("""
                The migration would drop the %1$s that is the replica identity of partition %2$s of table %3$s.
                Publications of the partition would then reject every UPDATE and DELETE, so nothing was written. Choose another
                replica identity in a hand-written migration first, for instance with "alter table %2$s replica identity full":
                  mvn compile liquibase:diff -Dempty -Dmessage="replica identity of %2$s\"""".formatted(
                index.isEmpty() ? "primary key" : Printable.line("index " + index), Printable.line(relation), table));
    }

    private boolean isThere(ScratchSchemas scratch, Name partition) throws SQLException {
        return indexes(scratch, partition).stream()
                .anyMatch(found -> index.isEmpty() ? found.isPrimary() : found.isIdentity());
    }

    private static List<Found> indexes(ScratchSchemas scratch, Name partition) throws SQLException {
        return scratch
                .query(
                        INDEXES,
                        row -> new Found(
                                scratch.name(row.getString("nspname"), row.getString("relname")),
                                row.getString("index"),
                                row.getString("whole"),
                                row.getBoolean("indisprimary"),
                                row.getBoolean("indisreplident")))
                .stream()
                .filter(found -> found.table().equals(partition))
                .toList();
    }
}
