package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.ContainingTypes;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A model with what the live catalog has in addition and what stays. */
final class KeptModel {

    private final Catalog live;
    private final Catalog model;
    private final Adoption adoption;
    private final Set<Name> taken;
    private final Set<Part> parts = new TreeSet<>();

    KeptModel(Catalog live, Catalog model, Adoption adoption) {
        this.live = live;
        this.model = TimeSpellings.asIn(live, model);
        this.adoption = adoption;
        this.taken =
                model.objects().values().stream().map(SchemaObject::relation).collect(Collectors.toSet());
    }

    Adoption.Kept result() {
        Catalog kept = model.withTables(tables());
        kept = kept.withTables(withoutDangling(kept));
        Catalog withTables = kept;
        kept = kept.withSequences(sequences(withTables));
        kept = kept.withEnums(Stream.concat(model.enums().stream().map(this::enumType), extra(live.enums(), withTables))
                .toList());
        kept = kept.withComposites(Stream.concat(model.composites().stream(), extra(live.composites(), withTables))
                .toList());
        Annotations annotations = new Annotations(live, adoption.annotations());
        return new Adoption.Kept(
                kept,
                parts.stream()
                        .map(part -> new KeptPart(part, annotations.of(part).orElse(null)))
                        .toList());
    }

    /** What is kept is listed. */
    private boolean keeps(Part part) {
        boolean stays = keepsSilently(part);
        if (stays && !part.isOfSequence()) {
            parts.add(part);
        }
        return stays;
    }

    /** Nobody has to decide about it. */
    private boolean keepsSilently(Part part) {
        return adoption.keeps().test(part);
    }

    private List<Table> tables() {
        List<Table> tables = new ArrayList<>();
        for (Table wanted : model.tables()) {
            tables.add(live.table(wanted.name())
                    .map(found -> keeping(found, wanted))
                    .orElse(wanted));
        }
        live.tables().stream()
                .filter(table -> model.table(table.name()).isEmpty())
                .filter(table -> !taken.contains(table.name()))
                .filter(table -> keeps(Parts.object(table)))
                .forEach(tables::add);
        return tables;
    }

    private Table keeping(Table found, Table wanted) {
        List<Column> columns = new KeptColumns(this::keeps).of(found, wanted);
        Set<String> names = columns.stream().map(Column::name).collect(Collectors.toSet());
        KeptConstraints kept = new KeptConstraints(adoption, this::keeps, found, wanted, isReferenced(wanted.name()));
        boolean hasComment = found.comment() != null && wanted.comment() == null && keeps(Parts.comment(found));
        return new Table(
                wanted.name(),
                columns,
                kept.constraints(constraint -> names.containsAll(constraint.columns())),
                kept.indexes(index -> names.containsAll(index.references().columns())),
                wanted.partitionKey(),
                hasComment ? found.comment() : wanted.comment(),
                wanted.inheritance());
    }

    private boolean isReferenced(Name table) {
        return model.tables().stream()
                .flatMap(other -> other.constraints().stream())
                .anyMatch(constraint -> table.equals(constraint.referenced()));
    }

    /** Foreign keys to tables or columns that go, go as well. */
    private List<Table> withoutDangling(Catalog kept) {
        return kept.tables().stream()
                .map(table -> table.withConstraints(table.constraints().stream()
                        .filter(constraint -> hasTarget(constraint, kept))
                        .toList()))
                .toList();
    }

    private boolean hasTarget(Constraint constraint, Catalog kept) {
        boolean has = constraint.referenced() == null
                || kept.table(constraint.referenced())
                        .filter(other -> constraint.referencedColumns().stream()
                                .allMatch(column -> other.column(column).isPresent()))
                        .isPresent();
        if (!has) {
            parts.remove(Parts.constraint(constraint));
        }
        return has;
    }

    private List<Sequence> sequences(Catalog kept) {
        List<Sequence> sequences = new ArrayList<>();
        for (Sequence wanted : model.sequences()) {
            sequences.add(find(live.sequences(), wanted.name())
                    .map(found -> KeptSequences.keeping(found, wanted, this::keepsSilently, part -> part))
                    .map(sequence -> ownedByWhatStays(sequence, kept) ? sequence : sequence.ownedBy(null))
                    .orElse(wanted));
        }
        live.sequences().stream()
                .filter(found -> find(model.sequences(), found.name()).isEmpty())
                .filter(found -> !taken.contains(found.name()) && ownedByWhatStays(found, kept))
                .filter(found -> isUsed(found.name(), kept) || keeps(Parts.object(found)))
                .forEach(sequences::add);
        return sequences;
    }

    /** Whether the column that owns the sequence stays, without an identity, which has a sequence of its own. */
    private static boolean ownedByWhatStays(Sequence sequence, Catalog kept) {
        return sequence.owner() == null
                || kept.table(sequence.owner().table())
                        .flatMap(table -> table.column(sequence.owner().column()))
                        .filter(column -> column.identity() == null)
                        .isPresent();
    }

    private <T extends SchemaObject.Named> Stream<T> extra(List<T> found, Catalog kept) {
        return found.stream()
                .filter(type -> !taken.contains(type.name()))
                .filter(type -> isUsed(type.name(), kept) || keeps(Parts.object(type)));
    }

    /** Whether a column that stays uses the type or sequence. */
    private boolean isUsed(Name name, Catalog kept) {
        ContainingTypes types = ContainingTypes.of(live, Set.of(name));
        return live.tables().stream()
                .flatMap(table -> table.columns().stream())
                .filter(types::areUsedBy)
                .anyMatch(column -> kept.table(column.table())
                        .flatMap(table -> table.column(column.name()))
                        .filter(other -> other.type().equals(column.type())
                                && Objects.equals(other.defaultValue(), column.defaultValue()))
                        .isPresent());
    }

    /** Values that the model does not have stay, as long as the others are in the same order. */
    private EnumType enumType(EnumType wanted) {
        Optional<EnumType> found = find(live.enums(), wanted.name());
        if (found.isEmpty()) {
            return wanted;
        }
        List<String> more = new ArrayList<>(found.get().labels());
        more.removeAll(wanted.labels());
        List<String> common = new ArrayList<>(found.get().labels());
        common.retainAll(wanted.labels());
        boolean stay = !more.isEmpty()
                && common.equals(wanted.labels())
                && more.stream().allMatch(value -> keepsSilently(Parts.value(found.get(), value)));
        if (stay) {
            more.forEach(value -> keeps(Parts.value(found.get(), value)));
        }
        return stay ? new EnumType(wanted.name(), found.get().labels(), wanted.comment()) : wanted;
    }

    private static <T extends SchemaObject.Named> Optional<T> find(Collection<T> objects, Name name) {
        return objects.stream().filter(object -> object.name().equals(name)).findFirst();
    }
}
