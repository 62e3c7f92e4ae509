package com.jarvis.migrator.scratch;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Attached;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.session.SystemQuery;
import com.jarvis.migrator.sql.Identifiers;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What identifies a row for logical replication: without it, PostgreSQL rejects every UPDATE and DELETE of a published table
 * (https://www.postgresql.org/docs/current/logical-replication-publication.html).
 */
final class ReplicaIdentities {

    /** Publications of columns or rows depend on the columns in the list and in the filter. PostgreSQL 14 has neither. */
    private static final String PUBLISHED = """
            select p.schemaname, p.tablename, p.pubname,
                   (select array_agg(a.attname::text) from pg_attribute a
                    where a.attrelid = c.oid and to_jsonb(r) -> 'prattrs' @> to_jsonb(a.attnum)) as columns,
                   (select array_agg(distinct a.attname::text) from pg_depend d join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
                    where to_jsonb(r) ->> 'prqual' is not null and d.classid = 'pg_publication_rel'::regclass and d.objid = r.oid
                      and d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid) as filter
            from pg_publication_tables p join pg_namespace n on n.nspname = p.schemaname
            join pg_class c on c.relnamespace = n.oid and c.relname = p.tablename
            join pg_publication o on o.pubname = p.pubname left join pg_publication_rel r on r.prpubid = o.oid and r.prrelid = c.oid
            where (o.pubupdate or o.pubdelete) and p.schemaname = any (?)""";

    private static final String TABLES =
            "select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = any (?) and c.relkind = 'r'";

    /**
     * A table in a publication of UPDATEs or DELETEs.
     *
     * @param columns the published columns; null for all
     * @param filter the columns in the condition on the published rows; null for all rows
     */
    private record Published(Name table, String publication, List<String> columns, List<String> filter) {

        boolean allowsAll() {
            return columns == null;
        }

        boolean allows(List<String> identity) {
            return (columns == null || columns.containsAll(identity))
                    && (filter == null || identity.containsAll(filter));
        }
    }

    private final Catalog live;
    private final NamesBefore names;
    private final List<Published> published;

    private ReplicaIdentities(Catalog live, NamesBefore names, List<Published> published) {
        this.live = live;
        this.names = names;
        this.published = published;
    }

    /** @param upgrade all operations of the upgrade */
    static ReplicaIdentities of(Connection connection, Schemas schemas, Catalog live, List<Operation> upgrade)
            throws SQLException {
        return new ReplicaIdentities(
                live,
                new NamesBefore(upgrade),
                SystemQuery.list(
                        connection,
                        PUBLISHED,
                        row -> new Published(
                                schemas.name(row.getString(1), row.getString(2)),
                                row.getString(3),
                                strings(row.getArray(4)),
                                strings(row.getArray(5))),
                        schemas.onServer()));
    }

    private static List<String> strings(Array array) throws SQLException {
        return array == null ? null : Arrays.asList((String[]) array.getArray());
    }

    /** Whether the setting has to be kept. Nobody uses the primary key of a table that is not published. */
    boolean concern(Attached attached) {
        return !attached.isDefaultIdentity()
                || published.stream()
                        .anyMatch(found -> found.table().equals(attached.table())
                                || found.table().equals(names.of(attached.table())));
    }

    /** Whether UPDATEs of one of these tables are published. */
    boolean arePublished(Catalog catalog) {
        return catalog.tables().stream().anyMatch(table -> isPublished(table.name()));
    }

    private boolean isPublished(Name table) {
        return published.stream().anyMatch(found -> found.table().equals(names.of(table)));
    }

    /** The published tables that are there now. A partitioned one has no rows. */
    List<Name> published(ScratchSchemas scratch) throws SQLException {
        return scratch.query(TABLES, row -> scratch.name(row.getString(1), row.getString(2))).stream()
                .filter(this::isPublished)
                .toList();
    }

    /** The same setting of a table with another name. */
    Attached at(Attached identity, Name table) {
        return of(table, identity.sql().replaceFirst(".* replica identity ", ""));
    }

    private static Attached of(Name table, String identity) {
        return new Attached(table, "alter table " + table.sql() + " replica identity " + identity, true);
    }

    /**
     * Sets another replica identity while the index of a table is gone: the primary key if there is one, otherwise all columns,
     * which subscribers have to compare for each row.
     *
     * @return empty if the table is gone, too
     * @throws MigratorException if a publication allows no other
     */
    Optional<Attached> standIn(ScratchSchemas scratch, Attached lost) throws SQLException, MigratorException {
        Name table = lost.table();
        Attached key = of(table, "default");
        if (!scratch.contains(table)) {
            return Optional.empty();
        }
        scratch.execute(List.of(new Create(key)));
        List<Published> publications = published.stream()
                .filter(found -> found.table().equals(names.of(table)))
                .toList();
        List<String> columns = keyOf(names.of(table));
        if (scratch.attached().contains(key)
                && publications.stream().allMatch(publication -> publication.allows(columns))) {
            return Optional.of(key);
        }
        for (Published publication : publications) {
            if (!publication.allowsAll()) {
                throw new MigratorException("""
                        The index that is the replica identity of table %1$s would be gone for a while:
                          %2$s
                        Publication %3$s publishes only some columns or rows of the table, so that no other replica identity can
                        stand in, and PostgreSQL would reject UPDATEs and DELETEs. Nothing was written. Publish the whole table first:
                          alter publication %4$s drop table %5$s;
                          alter publication %4$s add table %5$s;""".formatted(
                                names.of(table),
                                lost.label(),
                                Printable.line(publication.publication()),
                                Identifiers.quote(publication.publication()),
                                names.of(table).sql()));
            }
        }
        Attached all = of(table, "full");
        scratch.execute(List.of(new Create(all)));
        return Optional.of(all);
    }

    private List<String> keyOf(Name table) {
        return live.table(table)
                .flatMap(Table::primaryKey)
                .map(Constraint::columns)
                .orElse(List.of());
    }

    /**
     * Refuses to drop a replica identity for good.
     *
     * @param wanted what was attached before, under the names after the operations
     * @param found what is attached after them
     */
    void requireKept(List<Attached> wanted, List<Attached> found, List<Operation> operations) throws MigratorException {
        for (Attached attached : wanted) {
            boolean isDropped = operations.stream()
                    .anyMatch(operation -> operation instanceof Drop drop
                            && drop.object() instanceof Table table
                            && table.name().equals(attached.table()));
            if (attached.isReplicaIdentity()
                    && !isDropped
                    && found.stream().noneMatch(other -> isSame(other, attached))) {
                throw new MigratorException("""
                        The migration would drop the %1$s that is the replica identity of table %2$s:
                          %3$s
                        Publications of the table would then reject every UPDATE and DELETE, so nothing was written. Choose another
                        replica identity in a hand-written migration first:
                          mvn compile liquibase:diff -Dempty -Dmessage="replica identity of %2$s\"""".formatted(
                        attached.isDefaultIdentity() ? "primary key" : "index", attached.table(), attached.label()));
            }
        }
    }

    /** A refusal, because a migration or its rollback updates rows that nothing identifies. */
    static MigratorException none(Name table, String update) {
        return new MigratorException("""
                The migration, or its rollback, updates rows of table %1$s, which is published and has no replica identity:
                  %2$s
                PostgreSQL would reject that, as it rejects every UPDATE and DELETE of the table, so nothing was written. Choose a
                replica identity in a hand-written migration first, for instance with "alter table %3$s replica identity full":
                  mvn compile liquibase:diff -Dempty -Dmessage="replica identity of %1$s\"""".formatted(table, Printable.line(update), table.sql()));
    }

    /** Refuses an operation that PostgreSQL rejects because of a replica identity: it lets its columns accept null. */
    void requireNotCause(ScratchSchemas scratch, Operation operation) throws SQLException, MigratorException {
        if (!(operation instanceof AlterColumn alter)) {
            return;
        }
        Name table = alter.after().table();
        for (Attached identity : scratch.attached()) {
            if (identity.isOfIndex()
                    && identity.table().equals(table)
                    && scratch.tentatively(() -> scratch.executeIfItWorks(new Create(of(table, "nothing")))
                            && scratch.executeIfItWorks(operation))) {
                throw new MigratorException("""
                        The migration would let column %1$s accept null, which belongs to the replica identity of table %2$s:
                          %3$s
                        PostgreSQL would reject that, so nothing was written. Choose another replica identity in a hand-written
                        migration first, for instance with "alter table %4$s replica identity full":
                          mvn compile liquibase:diff -Dempty -Dmessage="replica identity of %2$s\"""".formatted(alter.after().label(), table, identity.label(), table.sql()));
            }
        }
    }

    /** Whether it is the same replica identity, even if its index has another name. */
    private static boolean isSame(Attached identity, Attached other) {
        return identity.equals(other)
                || identity.table().equals(other.table()) && identity.isOfIndex() && other.isOfIndex();
    }
}
