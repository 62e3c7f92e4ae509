package com.jarvis.migrator.liquibase.connection;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.model.ModelSource;
import com.jarvis.migrator.model.Models;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import liquibase.database.DatabaseConnection;
import liquibase.database.core.PostgresDatabase;

/**
 * The reference database that stands for the entities: {@value #URL}, with settings behind it as in {@code
 * ?name=value&name=value}. It is in the form of liquibase-hibernate's URLs, but does not need that extension: the entities are
 * read with the application's own Hibernate, and only if the comparison needs them.
 */
public final class ModelDatabase extends PostgresDatabase {

    /** What the URL begins with. */
    public static final String URL = "hibernate:classic:com.jarvis.migrator.hibernate.ModelMetadata";

    static final String NAME = "jarvisModel";

    static boolean isUrl(String url) {
        return url.startsWith(URL);
    }

    @Override
    public boolean isCorrectDatabaseImplementation(DatabaseConnection connection) {
        return isUrl(connection.getURL());
    }

    @Override
    public int getPriority() {
        return PRIORITY_DATABASE;
    }

    @Override
    public String getShortName() {
        return NAME;
    }

    /** Liquibase wants a driver for each URL; no use is made of it. */
    @Override
    public String getDefaultDriver(String url) {
        return isUrl(url) ? "org.postgresql.Driver" : null;
    }

    /**
     * What the model depends on, without reading it. A setting on the command line overrides one in the URL's query.
     *
     * @throws MigratorException if the application's class path has no Hibernate
     */
    public ModelSource source() throws MigratorException {
        CommandLine given = CommandLine.current();
        Map<String, String> settings = query(getConnection().getURL());
        given.values().forEach((name, value) -> {
            if (!value.isBlank()) {
                settings.put(name, value);
            }
        });
        return Models.of(settings, given.project());
    }

    private static Map<String, String> query(String url) {
        Map<String, String> settings = new TreeMap<>();
        for (String setting :
                url.substring(URL.length()).replaceFirst("^\\?", "").split("&")) {
            String[] parts = setting.split("=", 2);
            if (parts.length == 2) {
                settings.put(parts[0], URLDecoder.decode(parts[1].replace("+", "%2B"), StandardCharsets.UTF_8));
            }
        }
        return settings;
    }
}
