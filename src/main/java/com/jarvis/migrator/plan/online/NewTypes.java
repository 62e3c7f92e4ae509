package com.jarvis.migrator.plan.online;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterCompositeType;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Rename;
import com.jarvis.migrator.sql.PrintedTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Types that a change creates again under their names, or whose attributes it moves, for which PostgreSQL rewrites tables. For
 * each there is a free name, under which the new version can exist beside the old one.
 */
final class NewTypes {

    private final Map<SchemaObject.Named, SchemaObject> changed = new LinkedHashMap<>();
    private final Map<String, String> originals = new LinkedHashMap<>();
    private final Set<Name> taken = new HashSet<>();
    private final Catalog live;

    NewTypes(List<Operation> all, Catalog live) {
        this.live = live;
        Stream.<List<? extends SchemaObject.Named>>of(
                        live.enums(), live.composites(), live.domains(), live.sequences(), live.tables(), live.views())
                .flatMap(List::stream)
                .forEach(object -> taken.add(object.name()));
        for (Operation operation : all) {
            operation.objects().stream()
                    .filter(SchemaObject.Named.class::isInstance)
                    .forEach(object -> taken.add(((SchemaObject.Named) object).name()));
            if (operation instanceof Rename rename && rename.before() instanceof SchemaObject.Named before) {
                created(before, all).ifPresent(after -> {
                    changed.put(before, after);
                    originals.put(rename.after().relation().sql(), before.name().sql());
                });
            } else if (operation instanceof AlterCompositeType alter
                    && !alter.columns().isEmpty()) {
                changed.put(alter.before(), alter.after());
            }
        }
    }

    private static Optional<SchemaObject> created(SchemaObject.Named before, List<Operation> all) {
        return all.stream()
                .filter(operation -> operation instanceof Create create
                        && create.object().getClass() == before.getClass()
                        && create.object() instanceof SchemaObject.Named after
                        && after.name().equals(before.name()))
                .map(operation -> ((Create) operation).object())
                .findFirst();
    }

    /** The column with the name that its type has now, instead of the one that it has while the new version is created. */
    Column original(Column column) {
        String type = column.type();
        for (Map.Entry<String, String> renamed : originals.entrySet()) {
            type = PrintedTypes.renamed(type, renamed.getKey(), renamed.getValue());
        }
        return column.withType(type);
    }

    /** The type of the column that changes; empty if its type is no such type. */
    Optional<SchemaObject.Named> of(Column column) {
        return changedIn(original(column).type());
    }

    private Optional<SchemaObject.Named> changedIn(String type) {
        return Stream.concat(changed.keySet().stream(), live.composites().stream())
                .filter(found -> PrintedTypes.isOf(type, found.name().sql())
                        && (changed.containsKey(found) || !within(found).isEmpty()))
                .findFirst();
    }

    /** The changed types that a type contains, directly or within others, and itself; the innermost first. */
    private List<SchemaObject.Named> within(SchemaObject.Named type) {
        List<SchemaObject.Named> found = new ArrayList<>();
        Stream<String> parts = type instanceof CompositeType composite
                ? composite.attributes().stream().map(CompositeType.Attribute::type)
                : type instanceof Domain domain ? Stream.of(domain.base()) : Stream.empty();
        parts.flatMap(part -> changedIn(part).stream())
                .flatMap(inner -> within(inner).stream())
                .filter(inner -> !found.contains(inner))
                .forEach(found::add);
        if (changed.containsKey(type) || !found.isEmpty()) {
            found.add(type);
        }
        return found;
    }

    /** The type with the name of its new version, for a column of it or of arrays of it. */
    String renamed(String type) {
        return changedIn(type)
                .map(found -> PrintedTypes.renamed(
                        type, found.name().sql(), free(found.name()).sql()))
                .orElse(type);
    }

    private Name free(Name name) {
        Name free = name.sibling(name.local() + "_new");
        for (int number = 2; taken.contains(free); number++) {
            free = name.sibling(name.local() + "_new" + number);
        }
        return free;
    }

    /** How to define the new versions of a type and of the types in it: {@code x_new, a copy of enum x without C}. */
    String definitions(SchemaObject.Named type) {
        return String.join("; ", within(type).stream().map(this::definition).toList());
    }

    private String definition(SchemaObject.Named type) {
        SchemaObject after = changed.getOrDefault(type, type);
        List<String> parts = within(type).stream()
                .filter(inner -> !inner.equals(type))
                .map(inner -> free(inner.name()).toString())
                .toList();
        String how = type instanceof EnumType from && after instanceof EnumType to
                ? "a copy of the Java enum of " + type.label() + difference(from, to)
                : type instanceof Domain
                        ? "a copy of domain " + type.label()
                        : "a copy of the class with @Struct(name = \"" + type.label() + "\")"
                                + (parts.isEmpty() ? " with the new attributes" : "");
        String last = type instanceof Domain
                ? " (diff never drops a domain: in step 5, drop the column and then the domain by hand, with -Dempty)"
                : "";
        return free(type.name()) + ", " + how + (parts.isEmpty() ? "" : " with " + String.join(" and ", parts)) + last;
    }

    private static String difference(EnumType from, EnumType to) {
        List<String> lost = new ArrayList<>(from.labels());
        lost.removeAll(to.labels());
        return lost.isEmpty() ? " with the new constants" : " without " + Printable.line(String.join(" and ", lost));
    }
}
