package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.compare.Comparison;
import com.jarvis.migrator.diff.ExcludedTables;
import com.jarvis.migrator.hibernate.ModelMetadata;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The catalog that PostgreSQL last made of the entities, kept in {@code target} for as long as nothing changes that it
 * depends on: classes, settings and the server. It answers one question, whether there is nothing to do, in a fraction
 * of the time that Hibernate and PostgreSQL take to make it; whatever else comes out is found anew from the entities.
 */
public final class ModelCache {

    /** What decides how the server reads and prints definitions. */
    private static final String SERVER = """
            select concat_ws(E'\\n', version(), current_user, current_schema(),
                (select concat_ws(' ', pg_encoding_to_char(encoding), datcollate, datctype) from pg_database
                 where datname = current_database()),
                (select string_agg(name || '=' || setting, ' ' order by name) from pg_settings
                 where category like 'Client Connection Defaults%' or category like 'Version and Platform%'),
                (select string_agg(concat_ws(' ', extname, extversion, extnamespace::regnamespace), ',' order by extname)
                 from pg_extension))
            """;

    private record CachedModel(String key, Schemas schemas, Catalog catalog) implements Serializable {}

    private final ModelMetadata source;
    private final CacheFile<CachedModel> file;
    private final Optional<CachedModel> kept;
    private final FutureTask<String> fingerprint;

    /**
     * That of a project's entities. What these depend on is found out while the caller goes on; that sources and classes
     * don't agree is told when it is asked for.
     */
    public ModelCache(ModelMetadata source) {
        this.source = source;
        fingerprint = new FutureTask<>(source::fingerprint);
        Thread thread = new Thread(fingerprint, "fingerprint of the model");
        thread.setDaemon(true);
        thread.start();
        file = CacheFile.in(source.project(), "jarvis-model.bin", CachedModel.class);
        kept = file.read();
    }

    /** The entities that it is of. */
    ModelMetadata source() {
        return source;
    }

    /**
     * @param more schemas in which the model has a say though it may name them no more
     * @return what no entity can say and so is left alone, as kind and name, if the live database is known to match the
     *     entities; empty where that is not known
     * @throws MigratorException when sources and classes don't agree
     */
    public Optional<List<String>> leftAloneIfSame(Connection connection, Set<String> more, ExcludedTables excluded)
            throws SQLException, MigratorException {
        return kept.isPresent() && kept.get().key.equals(key(connection, more))
                ? new Comparison(connection, excluded).leftAloneIfSame(kept.get().schemas, kept.get().catalog)
                : Optional.empty();
    }

    /** Keeps what PostgreSQL has made of the entities. */
    void keep(Connection connection, Set<String> more, Schemas schemas, Catalog catalog)
            throws SQLException, MigratorException {
        file.write(new CachedModel(key(connection, more), schemas, catalog));
    }

    private String key(Connection connection, Set<String> more) throws SQLException, MigratorException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SERVER)) {
            row.next();
            return fingerprint() + "\n" + new TreeSet<>(more) + "\n" + row.getString(1);
        }
    }

    private String fingerprint() throws MigratorException {
        try {
            return fingerprint.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MigratorException refusal) {
                throw refusal;
            }
            return "not readable, so never the same: " + System.nanoTime();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
