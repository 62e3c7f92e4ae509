package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.compare.Comparison;
import com.jarvis.migrator.compare.Unchanged;
import com.jarvis.migrator.diff.CreatedObjects;
import com.jarvis.migrator.diff.ExcludedTables;
import com.jarvis.migrator.model.Model;
import com.jarvis.migrator.model.ModelSource;
import com.jarvis.migrator.session.SystemQuery;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Caches the catalog that PostgreSQL last created from the entities in {@code target}. It is valid while the classes, the
 * settings and the server stay the same. It only serves to find out quickly that there is nothing to do; for anything else,
 * the entities are read again.
 */
public final class ModelCache {

    /** Everything that affects how the server parses and prints definitions. */
    private static final String SERVER = """
            select concat_ws(E'\\n', version(), current_user, current_schema(),
                (select concat_ws(' ', pg_encoding_to_char(encoding), datcollate, datctype) from pg_database
                 where datname = current_database()),
                (select string_agg(name || '=' || setting, ' ' order by name) from pg_settings
                 where category like 'Client Connection Defaults%' or category like 'Version and Platform%'),
                (select string_agg(concat_ws(' ', extname, extversion, extnamespace::regnamespace), ',' order by extname)
                 from pg_extension))
            """;

    private record CachedModel(String key, Schemas schemas, Catalog catalog, Set<String> given)
            implements Serializable {}

    private final ModelSource source;
    private final CacheFile<CachedModel> file;
    private Model model;
    private final Optional<CachedModel> kept;
    private final FutureTask<String> fingerprint;

    /**
     * Starts computing the fingerprint in the background. A mismatch of sources and classes is reported when the
     * fingerprint is read.
     */
    public ModelCache(ModelSource source) {
        this.source = source;
        fingerprint = new FutureTask<>(source::fingerprint);
        Thread thread = new Thread(fingerprint, "fingerprint of the model");
        thread.setDaemon(true);
        thread.start();
        file = CacheFile.in(source.project(), "jarvis-model.bin", CachedModel.class);
        kept = file.read();
    }

    /**
     * The model of the entities, which is read once: Hibernate boots for that.
     *
     * @throws MigratorException as {@link ModelSource#model}
     */
    public Model model() throws MigratorException {
        if (model == null) {
            model = source.model();
        }
        return model;
    }

    /**
     * @return empty if the live database is not known to match the entities
     * @throws MigratorException if sources and classes do not agree
     */
    public Optional<Unchanged> ifSame(Connection connection, Adopting adopting, ExcludedTables excluded)
            throws SQLException, MigratorException {
        CreatedObjects created = adopting.created();
        return kept.isPresent() && kept.get().key.equals(key(connection, created.schemas()))
                ? new Comparison(connection, excluded, created, adopting.known(kept.get().given))
                        .ifSame(kept.get().schemas, kept.get().catalog)
                : Optional.empty();
    }

    /** Stores the catalog that PostgreSQL created from the entities. */
    void keep(Connection connection, Set<String> more, Schemas schemas, Catalog catalog, Set<String> given)
            throws SQLException, MigratorException {
        file.write(new CachedModel(key(connection, more), schemas, catalog, given));
    }

    private String key(Connection connection, Set<String> more) throws SQLException, MigratorException {
        String server = SystemQuery.one(connection, SERVER, row -> row.getString(1));
        return fingerprint() + "\n" + new TreeSet<>(more) + "\n" + server;
    }

    private String fingerprint() throws MigratorException {
        try {
            return fingerprint.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MigratorException refusal) {
                throw refusal;
            }
            return "unreadable, so never equal: " + System.nanoTime();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
