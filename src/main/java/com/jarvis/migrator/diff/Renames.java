package com.jarvis.migrator.diff;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Rename;
import com.jarvis.migrator.operation.OperationText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The user's answer to which drops and additions are renames. A comparison cannot know that.
 *
 * @param setting {@code table.column:column} and {@code table:table}, separated by commas; {@code none} if nothing was
 *     renamed; null or empty if the user has not answered yet
 */
public record Renames(String setting) {

    /** An old name and a new one, as the user wrote them. */
    record Pair(String from, String to) {}

    /**
     * The renames among a comparison's operations.
     *
     * @param isTaken whether a relation, type or constraint of the live database has a name
     * @throws MigratorException if there are candidates and no setting, or if the setting names something that is not a
     *     rename
     */
    public List<Operation> find(Catalog live, Catalog model, List<Operation> operations, Predicate<Name> isTaken)
            throws MigratorException {
        List<Rename> candidates = RenameCandidates.of(operations);
        if (setting == null || setting.isBlank()) {
            Optional<String> naming = NamingStrategy.advice(operations, List.of());
            if (candidates.isEmpty() && naming.isEmpty()) {
                return List.of();
            }
            throw new MigratorException(question(candidates, naming));
        }
        if (setting.strip().equals("none")) {
            return List.of();
        }
        List<Pair> pairs = pairs();
        RenamePairs found = new RenamePairs(live, model, pairs);
        List<Rename> renames = new ArrayList<>();
        for (Pair pair : pairs) {
            renames.add(found.of(pair).orElseThrow(() -> doesNotApply(pair, live)));
        }
        return new RenameSteps(live, model, found.tables(), new FreeNames(live, model, isTaken)).of(renames);
    }

    /**
     * Whether the database has the names of another naming strategy.
     *
     * @param operations from the live schema to the model
     * @param kept what stays although the model does not have it
     * @return what to do then, for the user; empty if it has not
     */
    public static String strategy(List<Operation> operations, List<KeptPart> kept) {
        return NamingStrategy.advice(operations, kept).orElse("");
    }

    private static MigratorException doesNotApply(Pair pair, Catalog live) {
        for (CompositeType type : live.composites()) {
            for (CompositeType.Attribute attribute : type.attributes()) {
                if (type.label(attribute).equals(pair.from())) {
                    return new MigratorException("""
                            -Drename renames tables and columns, and %s is an attribute of a @Struct type.
                            Nothing was written. Rename it in a migration by hand, before you run diff:
                              mvn compile liquibase:diff -Dempty -Dmessage="rename attribute"
                              %s""".formatted(pair.from(), type.renaming(attribute, pair.to())));
                }
            }
        }
        return new MigratorException("""
                -Drename=%s:%s does not apply: %s must exist only in the database, and %s only in the model.
                Nothing was written. To list the possible renames, run diff without -Drename:
                  mvn compile liquibase:diff""".formatted(pair.from(), pair.to(), pair.from(), pair.to()));
    }

    private List<Pair> pairs() throws MigratorException {
        List<Pair> pairs = new ArrayList<>();
        for (String entry : setting.split(",")) {
            String[] names = entry.strip().split(":");
            if (names.length != 2 || names[0].isBlank() || names[1].isBlank()) {
                throw new MigratorException("""
                        -Drename contains an entry that is not <old>:<new>: %s
                        Nothing was written. Write a column as table.old:new and a table as old:new, separated by commas, or none:
                          mvn compile liquibase:diff -Drename=chats.name:title,old_table:new_table""".formatted(entry.strip()));
            }
            pairs.add(new Pair(names[0].strip(), names[1].strip()));
        }
        return pairs;
    }

    /** @param naming what to do about another naming strategy, which comes first */
    private static String question(List<Rename> candidates, Optional<String> naming) {
        if (naming.isPresent()) {
            List<Rename> respelled =
                    candidates.stream().filter(NamingStrategy::respells).toList();
            return naming.get()
                    + """

                    The changes were not written. If these are other tables and columns, not the same ones:
                      mvn compile liquibase:diff -Drename=none"""
                    + (respelled.isEmpty()
                            ? ""
                            : "\nIf the database is to get the new names, with its rows:\n  mvn compile liquibase:diff -Drename="
                                    + answer(respelled));
        }
        return """
                What is new may be a rename, which keeps the values:
                  %s
                The changes were not written. If it is a rename:
                  mvn compile liquibase:diff -Drename=%s
                If nothing was renamed:
                  mvn compile liquibase:diff -Drename=none""".formatted(
                candidates.stream().map(OperationText::line).collect(Collectors.joining("\n  ")), answer(candidates));
    }

    /** The renames as a setting; the first one if it is not clear what was renamed to what. */
    private static String answer(List<Rename> candidates) {
        long from = candidates.stream().map(Rename::before).distinct().count();
        long to = candidates.stream().map(Rename::after).distinct().count();
        boolean clear = from == candidates.size() && to == candidates.size();
        return candidates.stream()
                .limit(clear ? candidates.size() : 1)
                .map(Renames::argument)
                .collect(Collectors.joining(","));
    }

    private static String argument(Rename rename) {
        return rename.before().label() + ":"
                + (rename.after() instanceof Column column
                        ? column.name()
                        : rename.after().label());
    }
}
