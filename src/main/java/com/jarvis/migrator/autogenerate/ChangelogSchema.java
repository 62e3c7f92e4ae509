package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.compare.CatalogSubset;
import com.jarvis.migrator.scratch.LiveCopy;
import java.io.Serializable;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The schema that a changelog creates in an empty database. Its statements run on a throw-away server, as a role without the
 * right to run programs or to read files: nothing of a changelog runs on the live server.
 *
 * @param schemas the default schema and those that the changelog creates
 * @param catalog their objects
 */
public record ChangelogSchema(Schemas schemas, Catalog catalog) implements Serializable {

    /**
     * Runs a changelog.
     *
     * @throws MigratorException if the server does not start, or a statement fails there
     * @throws SQLException if the server fails
     */
    public static ChangelogSchema of(ChangelogScript script) throws SQLException, MigratorException {
        Schemas schemas = Schemas.live(script.live().defaultSchema(), script.createdSchemas());
        try (ChangelogReplay replay = new ChangelogReplay(script.live())) {
            replay.run(script.changeSets());
            return new ChangelogSchema(schemas, replay.catalog(schemas));
        }
    }

    /**
     * Runs a changelog.
     *
     * @return the number of rows that it leaves in each table that has any, by the table's name
     * @throws MigratorException if the server does not start, or a statement fails there
     * @throws SQLException if the server fails
     */
    public static Map<String, Long> rows(ChangelogScript script) throws SQLException, MigratorException {
        try (ChangelogReplay replay = new ChangelogReplay(script.live())) {
            replay.run(script.changeSets());
            return replay.rows();
        }
    }

    /**
     * Runs the last changesets of a changelog on a copy of the objects that they affect.
     *
     * @param script the whole changelog
     * @param more its last changesets, which this schema does not contain yet
     * @param affected the tables and views that they affect
     * @return empty if only the whole changelog can tell
     */
    Optional<ChangelogSchema> then(ChangelogScript script, List<ChangelogScript.Part> more, Catalog affected) {
        Schemas after = Schemas.live(script.live().defaultSchema(), script.createdSchemas());
        Catalog copy = CatalogSubset.containing(affected).in(catalog);
        try (ChangelogReplay replay = new ChangelogReplay(script.live())) {
            replay.create(LiveCopy.statements(copy));
            Catalog before = replay.catalog(after);
            replay.run(more);
            return new CatalogPatch(before, replay.catalog(after))
                    .applyTo(catalog, after.defaultSchema())
                    .map(patched -> new ChangelogSchema(after, patched));
        } catch (SQLException | MigratorException e) {
            return Optional.empty(); // The copy lacks something that the whole changelog creates, such as a function.
        }
    }
}
