package com.jarvis.migrator.liquibase;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.diff.Comparison;
import com.jarvis.migrator.diff.Excluded;
import com.jarvis.migrator.hibernate.ModelMetadata;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The catalog that PostgreSQL last made of the entities, kept in {@code target} for as long as nothing changes that it
 * depends on: classes, settings and the server. It answers one question, whether there is nothing to do, in a fraction
 * of the time that Hibernate and PostgreSQL take to make it; whatever else comes out is found anew from the entities.
 */
final class KnownModel {

    private static final String FILE = "target/jarvis-model.bin";

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

    private record Kept(String key, Schemas schemas, Catalog catalog) implements Serializable {}

    private final Path file;
    private final String fingerprint;

    private KnownModel(Path file, String fingerprint) {
        this.file = file;
        this.fingerprint = fingerprint;
    }

    /**
     * That of a project's entities.
     *
     * @param schemas those in which the model has a say though it may name them no more
     * @throws MigratorException when sources and classes don't agree
     */
    static KnownModel of(ModelMetadata source, Set<String> schemas) throws MigratorException {
        try {
            return new KnownModel(source.project().resolve(FILE), source.fingerprint() + "\n" + schemas);
        } catch (IOException e) {
            return new KnownModel(null, "");
        }
    }

    /**
     * @return what no entity can say and so is left alone, as kind and name, if the live database is known to match the
     *     entities; empty where that is not known
     */
    Optional<List<String>> leftAloneIfSame(Connection connection, Excluded excluded) throws SQLException {
        Kept kept = read();
        return kept != null && kept.key.equals(key(connection))
                ? Comparison.leftAloneIfSame(connection, kept.schemas, kept.catalog, excluded)
                : Optional.empty();
    }

    /** Keeps what PostgreSQL has made of the entities; where that can't be written, it is made again the next time. */
    void keep(Connection connection, Schemas schemas, Catalog catalog) throws SQLException {
        if (file == null || !Files.isDirectory(file.getParent())) {
            return;
        }
        try (var out = new ObjectOutputStream(Files.newOutputStream(file))) {
            out.writeObject(new Kept(key(connection), schemas, catalog));
        } catch (IOException e) {
            file.toFile().delete();
        }
    }

    private Kept read() {
        if (file == null || !Files.isRegularFile(file)) {
            return null;
        }
        try (var in = new ObjectInputStream(Files.newInputStream(file))) {
            in.setObjectInputFilter(ObjectInputFilter.Config.createFilter("com.jarvis.migrator.**;java.base/*;!*"));
            return (Kept) in.readObject();
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            return null; // of another version, or cut short: as if there were none
        }
    }

    private String key(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SERVER)) {
            row.next();
            return fingerprint + "\n" + row.getString(1);
        }
    }
}
