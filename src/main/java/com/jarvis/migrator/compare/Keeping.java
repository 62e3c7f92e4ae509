package com.jarvis.migrator.compare;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.diff.Adoption;
import com.jarvis.migrator.diff.ExcludedTables;
import com.jarvis.migrator.diff.KeptPart;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Rename;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What of a live catalog stays beside the model: excluded tables, and what no migration made. */
record Keeping(ExcludedTables excluded, Adoption adoption) {

    /** The model, with what stays. */
    Adoption.Kept in(Catalog live, Catalog model) {
        return adoption.keep(live, excluded.keep(live, model));
    }

    /** The model, with the owners that its sequences have in the live catalog, so that both have the same part of it. */
    Catalog withOwners(Catalog live, Catalog model) {
        Set<Name> sequences = model.sequences().stream().map(Sequence::name).collect(Collectors.toSet());
        return model.withSequences(in(live, model).model().sequences().stream()
                .filter(sequence -> sequences.contains(sequence.name()))
                .toList());
    }

    /**
     * A part of the model, with what stays after some renames, without excluded tables that it does not have.
     *
     * @param start that part of the live catalog, after the renames
     */
    Adoption.Kept after(List<Operation> renames, Catalog start, Catalog desired) {
        if (adoption == Adoption.STRICT) {
            return new Adoption.Kept(desired, List.of());
        }
        Adoption.Kept kept = adoption.after(renames).keep(start, excluded.keep(start, desired));
        Catalog model = kept.model();
        return new Adoption.Kept(
                model.withTables(model.tables().stream()
                                .filter(table -> !excluded.matches(table)
                                        || desired.table(table.name()).isPresent())
                                .toList())
                        .withViews(desired.views()),
                kept.parts());
    }

    /**
     * All parts that stay, under the names that they have after the renames.
     *
     * @param before those of the whole live catalog before the renames
     * @param after those of the part that the renames are in
     */
    static List<KeptPart> parts(List<KeptPart> before, List<Operation> renames, Adoption.Kept after) {
        Set<Name> renamed = renames.stream()
                .filter(Rename.class::isInstance)
                .map(rename -> ((Rename) rename).before())
                .map(SchemaObject::table)
                .collect(Collectors.toSet());
        Set<String> seen = new TreeSet<>();
        return renamed.isEmpty()
                ? before
                : Stream.concat(
                                before.stream()
                                        .filter(kept ->
                                                !renamed.contains(kept.part().relation())),
                                after.parts().stream())
                        .filter(kept -> seen.add(kept.part().toString()))
                        .sorted((one, other) -> one.part().compareTo(other.part()))
                        .toList();
    }
}
