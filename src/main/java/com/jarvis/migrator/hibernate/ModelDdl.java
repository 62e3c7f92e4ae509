package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.MigratorException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hibernate.HibernateException;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.model.relational.InitCommand;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.boot.model.relational.internal.SqlStringGenerationContextImpl;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.cfg.SchemaToolingSettings;
import org.hibernate.engine.config.spi.ConfigurationService;
import org.hibernate.engine.jdbc.env.spi.JdbcEnvironment;
import org.hibernate.tool.schema.SourceType;
import org.hibernate.tool.schema.TargetType;
import org.hibernate.tool.schema.spi.ContributableMatcher;
import org.hibernate.tool.schema.spi.ExceptionHandler;
import org.hibernate.tool.schema.spi.ExecutionOptions;
import org.hibernate.tool.schema.spi.SchemaManagementTool;
import org.hibernate.tool.schema.spi.ScriptSourceInput;
import org.hibernate.tool.schema.spi.ScriptTargetOutput;
import org.hibernate.tool.schema.spi.SourceDescriptor;
import org.hibernate.tool.schema.spi.TargetDescriptor;

/**
 * The statements of Hibernate's schema export, in its order, without a closing semicolon and without {@code import.sql} and
 * load scripts.
 *
 * @param commands the statements that create schema objects: schemas, types, sequences, tables, views, comments, indexes,
 *     constraints and auxiliary database objects
 * @param data the inserts of rows that Hibernate's generators expect in their tables
 */
public record ModelDdl(List<String> commands, List<String> data) {

    /** Hibernate puts the text of {@code @Comment} between quotes without escaping it. */
    private static final Pattern COMMENT = Pattern.compile("(comment on .+? is )'(.*)'", Pattern.DOTALL);

    private static final Pattern SINGLE_QUOTE = Pattern.compile("(?<!')(?:'')*'(?!')");

    /** @throws MigratorException with Hibernate's message, if it cannot generate the DDL */
    public static ModelDdl of(Metadata model) throws MigratorException {
        try {
            List<String> all = commands(model);
            Set<String> inserts = new HashSet<>(inserts(model).toList());
            return new ModelDdl(
                    all.stream()
                            .filter(command -> !inserts.contains(command))
                            .map(ModelDdl::withQuotesDoubled)
                            // Hibernate creates a schema once for each catalog, which PostgreSQL's tables do not have.
                            .distinct()
                            .toList(),
                    all.stream().filter(inserts::contains).toList());
        } catch (HibernateException e) {
            throw MappingFailure.at(
                    new AttributeLocator(model).ofUntypedColumn().orElse(null), e);
        }
    }

    /** Doubles the quotes in a comment if its author has not; returns other commands unchanged. */
    private static String withQuotesDoubled(String command) {
        Matcher comment = COMMENT.matcher(command);
        return comment.matches() && SINGLE_QUOTE.matcher(comment.group(2)).find()
                ? comment.group(1) + "'" + comment.group(2).replace("'", "''") + "'"
                : command;
    }

    private static List<String> commands(Metadata model) {
        Map<String, Object> settings = defaultNamespace(model);
        settings.put(
                SchemaToolingSettings.HBM2DDL_FILTER_PROVIDER,
                settings(model).get(SchemaToolingSettings.HBM2DDL_FILTER_PROVIDER));
        settings.put(SchemaToolingSettings.HBM2DDL_DELIMITER, "");
        settings.put(SchemaToolingSettings.HBM2DDL_SKIP_DEFAULT_IMPORT_FILE, true);
        Script script = new Script(new ArrayList<>());
        registry(model)
                .requireService(SchemaManagementTool.class)
                .getSchemaCreator(settings)
                .doCreation(model, new Options(settings), ContributableMatcher.ALL, script, script);
        return script.commands;
    }

    /** Hibernate's settings, as the application has them. */
    static Map<String, Object> settings(Metadata model) {
        return registry(model).requireService(ConfigurationService.class).getSettings();
    }

    /** The settings that Hibernate's own {@code generateCreationCommands} ignores. */
    private static Map<String, Object> defaultNamespace(Metadata model) {
        Map<String, Object> namespace = new HashMap<>(settings(model));
        namespace.keySet().retainAll(Set.of(AvailableSettings.DEFAULT_SCHEMA, AvailableSettings.DEFAULT_CATALOG));
        return namespace;
    }

    /** The model as the source of the commands, and a list as their target. */
    private record Script(List<String> commands) implements SourceDescriptor, TargetDescriptor, ScriptTargetOutput {
        @Override
        public SourceType getSourceType() {
            return SourceType.METADATA;
        }

        @Override
        public ScriptSourceInput getScriptSourceInput() {
            return null;
        }

        @Override
        public EnumSet<TargetType> getTargetTypes() {
            return EnumSet.of(TargetType.SCRIPT);
        }

        @Override
        public ScriptTargetOutput getScriptTargetOutput() {
            return this;
        }

        @Override
        public void prepare() {}

        @Override
        public void accept(String command) {
            commands.add(command);
        }

        @Override
        public void release() {}
    }

    private record Options(Map<String, Object> getConfigurationValues) implements ExecutionOptions {
        @Override
        public boolean shouldManageNamespaces() {
            return true;
        }

        @Override
        public ExceptionHandler getExceptionHandler() {
            return failure -> {
                throw failure;
            };
        }
    }

    private static Stream<String> inserts(Metadata model) {
        SqlStringGenerationContext context = context(model);
        Stream<InitCommand> ofTables =
                model.collectTableMappings().stream().flatMap(table -> table.getInitCommands(context).stream());
        return Stream.concat(ofTables, model.getDatabase().getInitCommands().stream())
                .flatMap(command -> Arrays.stream(command.getInitCommands()));
    }

    static SqlStringGenerationContext context(Metadata model) {
        return SqlStringGenerationContextImpl.fromConfigurationMap(
                registry(model).requireService(JdbcEnvironment.class), model.getDatabase(), defaultNamespace(model));
    }

    static StandardServiceRegistry registry(Metadata model) {
        return ((MetadataImplementor) model).getMetadataBuildingOptions().getServiceRegistry();
    }
}
