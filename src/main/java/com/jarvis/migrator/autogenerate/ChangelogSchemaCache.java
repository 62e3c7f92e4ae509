package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.embedded.LiveEnvironment;
import java.io.Serializable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Caches the schema that the changelog creates in {@code target}, and the one before it: a changelog that has grown since
 * then need not run from the start, and neither does one whose last migration was generated again.
 */
public final class ChangelogSchemaCache {

    private record CachedSchema(List<String> changeSets, LiveEnvironment live, ChangelogSchema schema)
            implements Serializable {

        boolean isOfStart(List<String> all, LiveEnvironment of) {
            return live.equals(of)
                    && changeSets.size() <= all.size()
                    && changeSets.equals(all.subList(0, changeSets.size()));
        }
    }

    private final CacheFile<CachedSchema> last;
    private final CacheFile<CachedSchema> before;

    /** The last result. */
    private CachedSchema found;

    /** @param project the base directory; without a {@code target} in it, nothing is cached */
    public ChangelogSchemaCache(Path project) {
        last = CacheFile.in(project, "jarvis-schema.bin", CachedSchema.class);
        before = CacheFile.in(project, "jarvis-schema-before.bin", CachedSchema.class);
    }

    /**
     * The schema that a changelog creates.
     *
     * @throws MigratorException if the throw-away server does not start, or a statement fails there
     * @throws SQLException if that server fails
     */
    public ChangelogSchema of(ChangelogScript script) throws SQLException, MigratorException {
        return of(script, null);
    }

    /**
     * As {@link #of(ChangelogScript)}.
     *
     * @param affected the tables and views that the changesets since the last call affect; null if that is not known
     */
    public ChangelogSchema of(ChangelogScript script, Catalog affected) throws SQLException, MigratorException {
        List<String> changeSets = script.digests();
        Optional<CachedSchema> known = Stream.concat(
                        Stream.ofNullable(found), Stream.of(last, before).flatMap(file -> file.read().stream()))
                .filter(schema -> schema.isOfStart(changeSets, script.live()))
                .findFirst();
        int done = known.map(schema -> schema.changeSets.size()).orElse(0);
        if (known.isPresent() && done == changeSets.size()) {
            found = known.get();
            return found.schema;
        }
        Optional<ChangelogSchema> grown = affected == null
                ? Optional.empty()
                : known.flatMap(schema ->
                        schema.schema.then(script, script.changeSets().subList(done, changeSets.size()), affected));
        ChangelogSchema schema = grown.isPresent() ? grown.get() : ChangelogSchema.of(script);
        known.ifPresent(before::write);
        found = new CachedSchema(changeSets, script.live(), schema);
        last.write(found);
        return schema;
    }
}
