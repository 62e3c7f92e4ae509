package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.ContainingTypes;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tables that are not compared: those of Liquibase, Alembic and Flyway, and those that a setting names. */
public final class ExcludedTables {

    private static final List<Pattern> ALWAYS = NamePatterns.of(
            "databasechangelog,databasechangeloglock,databasechangeloghistory,alembic_version,flyway_schema_history,"
                    + "*.alembic_version,*.flyway_schema_history");

    private final List<Pattern> names;
    private final Set<Name> used;

    /**
     * @param setting table names separated by commas, with their schema unless it is the default one; {@code *} stands
     *     for any characters; may be empty or null
     */
    public ExcludedTables(String setting) {
        this(Stream.concat(ALWAYS.stream(), NamePatterns.of(setting).stream()).toList(), Set.of());
    }

    private ExcludedTables(List<Pattern> names, Set<Name> used) {
        this.names = names;
        this.used = used;
    }

    /** These tables as well. */
    public ExcludedTables and(List<Name> tables) {
        return new ExcludedTables(
                Stream.concat(names.stream(), tables.stream().map(table -> NamePatterns.exactly(table.toString())))
                        .toList(),
                used);
    }

    /** The same, with the types and sequences that the tables use. A part of the catalog need not contain the tables. */
    public ExcludedTables in(Catalog live) {
        List<Table> tables = live.tables().stream().filter(this::matches).toList();
        return new ExcludedTables(
                names,
                Stream.of(live.enums(), live.composites(), live.sequences())
                        .flatMap(List::stream)
                        .map(SchemaObject::relation)
                        .filter(name -> isUsed(live, tables, name))
                        .collect(Collectors.toSet()));
    }

    /** Whether the table or view is excluded. */
    public boolean matches(SchemaObject.Named relation) {
        return names.stream()
                .anyMatch(name -> name.matcher(relation.name().toString()).matches());
    }

    /** The model, but with the excluded tables and views, and the types and sequences of the tables, as in the live catalog. */
    public Catalog keep(Catalog live, Catalog model) {
        Catalog kept = keepUsed(live, model);
        List<Table> tables =
                new ArrayList<>(live.tables().stream().filter(this::matches).toList());
        kept.tables().stream().filter(table -> !matches(table)).forEach(tables::add);
        return kept.withTables(tables).withViews(with(kept.views(), live.views(), this::matches));
    }

    /** The model, but with the types and sequences of the excluded tables as in the live catalog. */
    public Catalog keepUsed(Catalog live, Catalog model) {
        List<Table> tables = live.tables().stream().filter(this::matches).toList();
        return model.withEnums(with(model.enums(), live.enums(), type -> isUsed(live, tables, type.name())))
                .withComposites(with(model.composites(), live.composites(), type -> isUsed(live, tables, type.name())))
                .withSequences(with(
                        model.sequences(),
                        live.sequences(),
                        sequence -> isOwned(sequence, tables) || isUsed(live, tables, sequence.name())));
    }

    /** The types that the model lacks and that stay because an excluded table uses them, as kind and name. */
    public List<String> leftAlone(Catalog live, Catalog model) {
        Catalog kept = keepUsed(live, model);
        return Stream.<SchemaObject>concat(
                        kept.enums().stream().skip(model.enums().size()),
                        kept.composites().stream().skip(model.composites().size()))
                .map(type -> type.kind() + " " + type.label())
                .toList();
    }

    private static <T extends SchemaObject> List<T> with(List<T> wanted, List<T> live, Predicate<T> isKept) {
        Set<Name> names = wanted.stream().map(SchemaObject::relation).collect(Collectors.toSet());
        return Stream.concat(
                        wanted.stream(),
                        live.stream().filter(found -> !names.contains(found.relation()) && isKept.test(found)))
                .toList();
    }

    private static boolean isOwned(Sequence sequence, List<Table> tables) {
        return sequence.owner() != null
                && tables.stream()
                        .anyMatch(table -> table.name().equals(sequence.owner().table()));
    }

    private boolean isUsed(Catalog live, List<Table> tables, Name typeOrSequence) {
        return used.contains(typeOrSequence) || !tables.isEmpty() && areUsed(live, tables, typeOrSequence);
    }

    private static boolean areUsed(Catalog live, List<Table> tables, Name typeOrSequence) {
        ContainingTypes types = ContainingTypes.of(live, Set.of(typeOrSequence));
        return tables.stream().anyMatch(table -> table.columns().stream().anyMatch(types::areUsedBy));
    }
}
