package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Tables that are not compared: Liquibase's own, Alembic's, and those that a setting names. */
public final class ExcludedTables {

    private static final List<String> ALWAYS =
            List.of("databasechangelog", "databasechangeloglock", "databasechangeloghistory", "alembic_version");

    private final List<Pattern> names;

    /**
     * @param setting table names separated by commas, with their schema unless it is the default one; {@code *} stands
     *     for any characters; may be empty or null
     */
    public ExcludedTables(String setting) {
        this(Stream.concat(ALWAYS.stream(), setting == null ? Stream.empty() : Arrays.stream(setting.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(name -> pattern(Pattern.quote(name).replace("*", "\\E.*\\Q")))
                .toList());
    }

    private ExcludedTables(List<Pattern> names) {
        this.names = names;
    }

    /** These tables as well. */
    public ExcludedTables and(List<Name> tables) {
        return new ExcludedTables(
                Stream.concat(names.stream(), tables.stream().map(table -> pattern(Pattern.quote(table.toString()))))
                        .toList());
    }

    private static Pattern pattern(String name) {
        return Pattern.compile(name, Pattern.CASE_INSENSITIVE);
    }

    /** Whether the table or view is excluded. */
    public boolean matches(SchemaObject.Named relation) {
        return names.stream()
                .anyMatch(name -> name.matcher(relation.name().toString()).matches());
    }

    /** The model, but with the excluded tables and views, and the types and sequences of the tables, as in the live catalog. */
    public Catalog keep(Catalog live, Catalog model) {
        List<Table> kept = live.tables().stream().filter(this::matches).toList();
        List<Table> tables = new ArrayList<>(kept);
        model.tables().stream().filter(table -> !matches(table)).forEach(tables::add);
        List<Sequence> sequences = new ArrayList<>(model.sequences());
        live.sequences().stream()
                .filter(found -> model.sequences().stream()
                        .noneMatch(wanted -> wanted.name().equals(found.name())))
                .filter(found -> kept.stream().anyMatch(table -> uses(table, found)))
                .forEach(sequences::add);
        List<EnumType> enums = new ArrayList<>(model.enums());
        live.enums().stream()
                .filter(found ->
                        model.enums().stream().noneMatch(wanted -> wanted.name().equals(found.name())))
                .filter(found -> kept.stream().anyMatch(table -> refersTo(table, found.name())))
                .forEach(enums::add);
        List<CompositeType> composites = new ArrayList<>(model.composites());
        live.composites().stream()
                .filter(found -> model.composites().stream()
                        .noneMatch(wanted -> wanted.name().equals(found.name())))
                .filter(found -> kept.stream().anyMatch(table -> refersTo(table, found.name())))
                .forEach(composites::add);
        List<View> views = new ArrayList<>(model.views());
        live.views().stream()
                .filter(this::matches)
                .filter(found ->
                        model.views().stream().noneMatch(wanted -> wanted.name().equals(found.name())))
                .forEach(views::add);
        return new Catalog(
                model.schemas(),
                enums,
                composites,
                model.domains(),
                model.casts(),
                sequences,
                tables,
                views,
                model.others());
    }

    private static boolean uses(Table table, Sequence sequence) {
        return sequence.owner() != null && sequence.owner().table().equals(table.name())
                || refersTo(table, sequence.name());
    }

    private static boolean refersTo(Table table, Name typeOrSequence) {
        return table.columns().stream()
                .anyMatch(column -> column.references().objects().contains(typeOrSequence));
    }
}
