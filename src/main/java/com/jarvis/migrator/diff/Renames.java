package com.jarvis.migrator.diff;

import static com.jarvis.migrator.catalog.Identifiers.sequenceName;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Schema;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.diff.Operation.Create;
import com.jarvis.migrator.diff.Operation.Drop;
import com.jarvis.migrator.diff.Operation.Rename;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the user says of drops and additions that may be renames: a comparison can't know.
 *
 * @param setting {@code table.column:column} and {@code table:table}, separated by commas; {@code none} when nothing
 *     was renamed; null or empty when the user has not been asked yet
 */
public record Renames(String setting) {

    private record Pair(String from, String to) {}

    /**
     * The renames among a comparison's operations.
     *
     * @throws MigratorException when there are candidates and no setting, or the setting names what is not one
     */
    List<Operation> find(Catalog live, Catalog model, List<Operation> operations) throws MigratorException {
        List<Rename> candidates = candidates(operations);
        if (setting == null || setting.isBlank()) {
            if (candidates.isEmpty()) {
                return List.of();
            }
            throw new MigratorException(question(candidates));
        }
        List<Operation> renames = new ArrayList<>();
        if (!setting.strip().equals("none")) {
            for (Pair pair : pairs()) {
                rename(pair, live, model, renames);
            }
        }
        return renames;
    }

    private List<Pair> pairs() throws MigratorException {
        List<Pair> pairs = new ArrayList<>();
        for (String entry : setting.split(",")) {
            String[] names = entry.strip().split(":");
            if (names.length != 2 || names[0].isBlank() || names[1].isBlank()) {
                throw new MigratorException("""
                        -Drename does not say what was renamed: %s
                        Nothing was written. Name columns as table.old:new and tables as old:new, or say none:
                          mvn compile liquibase:diff -Drename=chats.name:title,old_table:new_table""".formatted(entry.strip()));
            }
            pairs.add(new Pair(names[0].strip(), names[1].strip()));
        }
        return pairs;
    }

    private void rename(Pair pair, Catalog live, Catalog model, List<Operation> renames) throws MigratorException {
        for (Table table : live.tables()) {
            if (table.name().toString().equals(pair.from())) {
                Optional<Name> to = model.tables().stream()
                        .map(Table::name)
                        .filter(name -> name.equals(table.name().sibling(pair.to()))
                                || name.toString().equals(pair.to()))
                        .filter(name -> live.table(name).isEmpty())
                        .findFirst();
                if (to.isPresent() && model.table(table.name()).isEmpty()) {
                    renameTable(table, to.get(), live, model, renames);
                    return;
                }
            }
            for (Column column : table.columns()) {
                if (column.label().equals(pair.from()) && isRenamed(table, column, pair.to(), model, renames)) {
                    renameColumn(table, column, pair.to(), live, model, renames);
                    return;
                }
            }
        }
        throw new MigratorException("""
                -Drename=%s:%s fits nothing: the database has no %s that the model lacks, or the model no %s that the database lacks.
                Nothing was written. To see what can be a rename, run it without -Drename:
                  mvn compile liquibase:diff""".formatted(pair.from(), pair.to(), pair.from(), pair.to()));
    }

    private static boolean isRenamed(Table table, Column column, String to, Catalog model, List<Operation> renames) {
        Name modelName = renamed(table.name(), renames);
        return model.table(modelName)
                .filter(wanted -> wanted.column(to).isPresent()
                        && wanted.column(column.name()).isEmpty()
                        && table.column(to).isEmpty())
                .isPresent();
    }

    /** The name that a table has by now, as renames of tables may stand before those of their columns. */
    private static Name renamed(Name table, List<Operation> renames) {
        Name now = table;
        for (Operation operation : renames) {
            if (operation instanceof Rename rename
                    && rename.before() instanceof Table before
                    && rename.after() instanceof Table after
                    && before.name().equals(now)) {
                now = after.name();
            }
        }
        return now;
    }

    private static void renameTable(Table table, Name to, Catalog live, Catalog model, List<Operation> renames) {
        String from = table.name().local();
        String schema = to.schema();
        if (schema != null
                && live.schemas().stream().noneMatch(known -> known.name().equals(schema))) {
            Create create = new Create(new Schema(schema));
            if (!renames.contains(create)) {
                renames.add(create);
            }
        }
        move(table, table.named(new Name(schema, from)), table.named(to), renames);
        for (Column column : table.columns()) {
            if (column.identity() != null) {
                renameSequence(
                        in(schema, column.identity().sequence()),
                        sequenceName(from, column.name()),
                        sequenceName(to.local(), column.name()),
                        renames);
            }
            renameOwned(
                    new Sequence.Owner(table.name(), column.name()),
                    new Sequence.Owner(to, column.name()),
                    live,
                    model,
                    renames);
        }
        // A sequence of its own goes along where the model has it under the new name: GenerationType.SEQUENCE.
        for (Sequence sequence : live.sequences()) {
            String name = sequence.name().local();
            if (sequence.owner() == null && name.startsWith(from + "_")) {
                String other = to.local() + name.substring(from.length());
                boolean isKept = has(model, sequence.name());
                Stream.of(new Name(schema, other), sequence.name().sibling(other))
                        .filter(wanted -> !isKept && has(model, wanted))
                        .findFirst()
                        .ifPresent(wanted -> move(
                                sequence,
                                sequence.named(new Name(wanted.schema(), name)),
                                sequence.named(wanted),
                                renames));
            }
        }
    }

    private static boolean has(Catalog catalog, Name sequence) {
        return catalog.sequences().stream().anyMatch(s -> s.name().equals(sequence));
    }

    /** Another schema and another name are two steps. */
    private static void move(SchemaObject before, SchemaObject inSchema, SchemaObject after, List<Operation> renames) {
        if (!before.label().equals(inSchema.label())) {
            renames.add(new Rename(before, inSchema));
        }
        if (!inSchema.label().equals(after.label())) {
            renames.add(new Rename(inSchema, after));
        }
    }

    /** A sequence that a column owns goes with its table to another schema. */
    private static Sequence in(String schema, Sequence owned) {
        return owned.named(new Name(schema, owned.name().local()));
    }

    private static void renameColumn(
            Table table, Column column, String to, Catalog live, Catalog model, List<Operation> renames) {
        Name name = renamed(table.name(), renames);
        Column now = column.in(name);
        renames.add(new Rename(now, now.named(to)));
        if (column.identity() != null) {
            renameSequence(
                    column.identity().sequence(),
                    sequenceName(name.local(), column.name()),
                    sequenceName(name.local(), to),
                    renames);
        }
        renameOwned(
                new Sequence.Owner(table.name(), column.name()), new Sequence.Owner(name, to), live, model, renames);
    }

    /** A serial's sequence goes along with its column, to the name that the model has it under. */
    private static void renameOwned(
            Sequence.Owner from, Sequence.Owner to, Catalog live, Catalog model, List<Operation> renames) {
        for (Sequence found : live.sequences()) {
            for (Sequence wanted : model.sequences()) {
                boolean free = live.sequences().stream().noneMatch(s -> s.name().equals(wanted.name()));
                if (from.equals(found.owner()) && to.equals(wanted.owner()) && free) {
                    Sequence moved = in(to.table().schema(), found);
                    move(moved, moved.named(wanted.name()), moved.named(wanted.name()), renames);
                }
            }
        }
    }

    private static void renameSequence(Sequence sequence, String from, String to, List<Operation> renames) {
        if (sequence.name().local().equals(from) && !from.equals(to)) {
            renames.add(new Rename(sequence, sequence.named(sequence.name().sibling(to))));
        }
    }

    private static List<Rename> candidates(List<Operation> operations) {
        List<Rename> candidates = new ArrayList<>();
        for (Operation drop : operations) {
            for (Operation create : operations) {
                if (drop instanceof Drop d && create instanceof Create c) {
                    if (d.object() instanceof Column from
                            && c.object() instanceof Column to
                            && !from.name().equals(to.name())
                            && from.table().equals(to.table())
                            && from.type().equals(to.type())
                            && (from.generated() == null) == (to.generated() == null)) {
                        candidates.add(new Rename(from, to));
                    } else if (d.object() instanceof Table from
                            && c.object() instanceof Table to
                            && columns(from).equals(columns(to))) {
                        candidates.add(new Rename(from, to));
                    }
                }
            }
        }
        return candidates;
    }

    private static Set<String> columns(Table table) {
        return table.columns().stream()
                .map(column -> column.name() + " " + column.type())
                .collect(Collectors.toSet());
    }

    private static String question(List<Rename> candidates) {
        long from = candidates.stream().map(Rename::before).distinct().count();
        long to = candidates.stream().map(Rename::after).distinct().count();
        boolean clear = from == candidates.size() && to == candidates.size();
        String answer = candidates.stream()
                .limit(clear ? candidates.size() : 1)
                .map(Renames::argument)
                .collect(Collectors.joining(","));
        return """
                A drop and an addition may be a rename:
                  %s
                Taken for a drop and an addition, the values would be lost, so nothing was written. Say which it is:
                  mvn compile liquibase:diff -Drename=%s
                or, when nothing was renamed:
                  mvn compile liquibase:diff -Drename=none""".formatted(candidates.stream().map(Words::line).collect(Collectors.joining("\n  ")), answer);
    }

    private static String argument(Rename rename) {
        return rename.before().label() + ":"
                + (rename.after() instanceof Column column
                        ? column.name()
                        : rename.after().label());
    }
}
