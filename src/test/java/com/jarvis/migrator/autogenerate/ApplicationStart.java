package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.hibernate.ModelClasses;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.cfg.SchemaToolingSettings;

/**
 * What an application's own start with {@code hibernate.hbm2ddl.auto=create} executes: its session factory is built, and
 * writes the schema as a script, for which it needs no database.
 */
public record ApplicationStart(ModelClasses model, Map<String, String> settings, ClassLoader classLoader) {

    private static final String END = "\n-- end of the statement";

    /** Hibernate does not escape the quotes in a comment, so that its own statement fails; the migrator doubles them. */
    private static String withQuotesDoubled(String statement) {
        Matcher comment = Pattern.compile("(?s)(comment on .+? is ')(.*)'").matcher(statement);
        return comment.matches() && comment.group(2).matches("(?s).*[^']'[^'].*")
                ? comment.group(1) + comment.group(2).replace("'", "''") + "'"
                : statement;
    }

    /** The statements, in their order. */
    public List<String> statements() {
        StringWriter script = new StringWriter();
        Map<String, Object> all = new HashMap<>(Map.of(
                JdbcSettings.JAKARTA_HBM2DDL_DB_NAME,
                "PostgreSQL",
                JdbcSettings.JAKARTA_HBM2DDL_DB_MAJOR_VERSION,
                "14",
                JdbcSettings.ALLOW_METADATA_ON_BOOT,
                false,
                SchemaToolingSettings.JAKARTA_HBM2DDL_SCRIPTS_ACTION,
                "create",
                SchemaToolingSettings.JAKARTA_HBM2DDL_SCRIPTS_CREATE_TARGET,
                script,
                SchemaToolingSettings.JAKARTA_HBM2DDL_SCRIPTS_DROP_TARGET,
                new StringWriter(),
                SchemaToolingSettings.JAKARTA_HBM2DDL_CREATE_SCHEMAS,
                true,
                SchemaToolingSettings.HBM2DDL_DELIMITER,
                END));
        all.putAll(settings);
        MetadataSources sources =
                new MetadataSources(new StandardServiceRegistryBuilder(new BootstrapServiceRegistryBuilder()
                                .applyClassLoader(classLoader)
                                .build())
                        .applySettings(all)
                        .build());
        model.packages().forEach(sources::addPackage);
        model.classes().forEach(sources::addAnnotatedClassName);
        model.mappingFiles().forEach(sources::addURL);
        sources.buildMetadata().buildSessionFactory().close();
        return Arrays.stream(script.toString().split(Pattern.quote(END)))
                .map(String::strip)
                .map(ApplicationStart::withQuotesDoubled)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }
}
