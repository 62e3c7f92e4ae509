package com.jarvis.migrator.diff;

import static com.jarvis.migrator.catalog.Identifiers.quote;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Expression;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.diff.Operation.Alter;
import com.jarvis.migrator.diff.Operation.Create;
import com.jarvis.migrator.diff.Operation.Drop;
import com.jarvis.migrator.diff.Operation.Remark;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A change in steps, none of which keeps readers and writers of an existing table waiting for longer than a look into
 * the catalog takes (https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES). Each step is to
 * be committed before the next begins. What belongs to a table that the change makes stays with the table.
 */
public final class Online {

    /**
     * A step.
     *
     * @param part what it is to the change, in words for a file's name; empty for the change itself
     * @param inTransaction false where indexes are made or dropped concurrently, which no transaction can do
     */
    public record Stage(String part, List<Operation> operations, boolean inTransaction) {}

    private static final Pattern UNIQUE =
            Pattern.compile("UNIQUE (NULLS NOT DISTINCT )?(\\([^()]*\\))((?: DEFERRABLE)?(?: INITIALLY DEFERRED)?)");

    /** What a silenced finding would be: the constraint that goes is the one that was only needed on the way. */
    private static final Remark REPLACED =
            new Remark("lint:ignore ban-drop-constraint NOT NULL says the same as the check");

    private final List<Operation> all;
    private final Set<Name> asTheyAre = new HashSet<>();
    private final List<Stage> firstDrops = new ArrayList<>();
    private final List<Operation> main = new ArrayList<>();
    private final List<Stage> indexes = new ArrayList<>();
    private final List<Operation> foreignKeys = new ArrayList<>();
    private final List<Operation> fills = new ArrayList<>();
    private final List<Operation> validations = new ArrayList<>();
    private final List<Operation> notNulls = new ArrayList<>();
    private final List<Stage> lastDrops = new ArrayList<>();

    private Online(List<Operation> operations, Catalog live) {
        all = operations;
        for (Operation operation : operations) {
            if (operation instanceof Create create && create.object() instanceof Table table) {
                asTheyAre.add(table.name());
            } else if (operation instanceof Drop drop && drop.object() instanceof Table table) {
                asTheyAre.add(table.name());
            }
        }
        // PostgreSQL makes no index of a partitioned table concurrently.
        live.tables().stream()
                .filter(table -> table.partitionKey() != null)
                .forEach(table -> asTheyAre.add(table.name()));
    }

    /**
     * The steps of a change, in their order.
     *
     * @param operations the change in one step, with remarks before columns that have to be filled in
     * @param live the catalog before it
     * @throws MigratorException where there is no such way, with the way that there is instead
     */
    public static List<Stage> stages(List<Operation> operations, Catalog live) throws MigratorException {
        Online online = new Online(operations, live);
        Remark remark = null;
        for (Operation operation : operations) {
            if (operation instanceof Remark fill) {
                remark = fill;
                continue;
            }
            boolean later = online.add(operation);
            if (remark != null) {
                if (later) {
                    online.fills.add(remark);
                } else {
                    online.main.add(online.main.size() - 1, remark);
                }
                remark = null;
            }
        }
        return online.inOrder();
    }

    private List<Stage> inOrder() {
        List<Stage> stages = new ArrayList<>(firstDrops);
        stages.add(new Stage("", main, true));
        stages.addAll(indexes);
        stages.add(new Stage("foreign keys", foreignKeys, true));
        stages.add(new Stage("fill", fills, true));
        stages.add(new Stage("validate", validations, true));
        stages.add(new Stage("not null", notNulls, true));
        stages.addAll(lastDrops);
        stages.removeIf(stage -> stage.operations().isEmpty());
        return stages.size() > 1
                ? stages
                : stages.stream()
                        .map(stage -> new Stage("", stage.operations(), stage.inTransaction()))
                        .toList();
    }

    /** @return whether it is a NOT NULL that only a later step sets */
    private boolean add(Operation operation) throws MigratorException {
        if (operation instanceof Create create && create.object() instanceof Constraint constraint) {
            create(constraint);
        } else if (operation instanceof Create create
                && create.object() instanceof Index index
                && !stays(index.table())) {
            indexes.add(outsideTransaction("index " + index.name().local(), operation));
        } else if (operation instanceof Drop drop && drop.object() instanceof Index index && !stays(index.table())) {
            drop(index, operation);
        } else if (operation instanceof Alter alter
                && alter.before() instanceof Constraint before
                && alter.after() instanceof Constraint after
                && !before.isValid()
                && after.isValid()) {
            validations.add(operation);
        } else if (operation instanceof Alter alter
                && alter.before() instanceof Column before
                && alter.after() instanceof Column after
                && !stays(after.table())) {
            if (!TypeChange.keepsRows(before, after)) {
                throw rewrites(before, after, alter.constants());
            }
            return alter(before, after);
        } else {
            main.add(operation);
        }
        return false;
    }

    private boolean stays(Name table) {
        return asTheyAre.contains(table);
    }

    private static Stage outsideTransaction(String part, Operation operation) {
        return new Stage(part, List.of(operation), false);
    }

    private void create(Constraint constraint) {
        boolean stays = stays(constraint.table());
        boolean foreignKey = constraint.type() == Constraint.Type.FOREIGN_KEY;
        if (foreignKey || constraint.type() == Constraint.Type.CHECK && !stays) {
            Constraint added = stays ? constraint : constraint.notValid();
            (foreignKey && restsOnLaterKey(constraint) ? foreignKeys : main).add(new Create(added));
            if (!stays) {
                validations.add(new Alter(added, constraint));
            }
        } else if (isKeyOfIndex(constraint)) {
            Index index = index(constraint);
            indexes.add(outsideTransaction("index " + constraint.name(), new Create(index)));
            indexes.add(outsideTransaction("constraint " + constraint.name(), new Alter(index, constraint)));
        } else {
            main.add(new Create(constraint));
        }
    }

    private boolean isKeyOfIndex(Constraint constraint) {
        return !stays(constraint.table())
                && UNIQUE.matcher(constraint.definition().text()).matches();
    }

    /** Whether a foreign key needs a unique constraint that an index of its own makes. */
    private boolean restsOnLaterKey(Constraint foreignKey) {
        return all.stream()
                .anyMatch(operation -> operation instanceof Create create
                        && create.object() instanceof Constraint key
                        && key.table().equals(foreignKey.referenced())
                        && Set.copyOf(key.columns()).equals(Set.copyOf(foreignKey.referencedColumns()))
                        && isKeyOfIndex(key));
    }

    /** The index that a unique constraint can be made of. */
    private static Index index(Constraint constraint) {
        Matcher clauses = UNIQUE.matcher(constraint.definition().text());
        if (!clauses.matches()) {
            throw new IllegalArgumentException(constraint.label());
        }
        return new Index(
                constraint.table(),
                constraint.table().sibling(constraint.name()),
                true,
                "btree " + clauses.group(2) + (clauses.group(1) == null ? "" : " NULLS NOT DISTINCT"),
                constraint.columns().stream()
                        .map(column -> new Index.Key(quote(column), ""))
                        .toList(),
                true,
                true,
                null);
    }

    /** The statement that makes a unique constraint of an index of its name. */
    static String usingIndex(Constraint constraint) {
        Matcher clauses = UNIQUE.matcher(constraint.definition().text());
        String name = quote(constraint.name());
        return "alter table " + constraint.table().sql() + " add constraint " + name + " unique using index " + name
                + (clauses.matches() ? clauses.group(3).toLowerCase(Locale.ROOT) : "");
    }

    /** An index goes last, so that queries have it until its successor is there, but where something needs it gone. */
    private void drop(Index index, Operation operation) {
        if (index.unique() && all.stream().anyMatch(o -> isForeignKeyTo(o, index.table()))) {
            main.add(operation);
            return;
        }
        boolean isInTheWay = all.stream().anyMatch(o -> needsGone(o, index));
        (isInTheWay ? firstDrops : lastDrops)
                .add(outsideTransaction("drop index " + index.name().local(), operation));
    }

    private static boolean isForeignKeyTo(Operation operation, Name table) {
        return operation instanceof Drop drop
                && drop.object() instanceof Constraint constraint
                && table.equals(constraint.referenced());
    }

    private static boolean needsGone(Operation operation, Index index) {
        if (operation instanceof Create create && create.object() instanceof Index other) {
            return other.name().equals(index.name());
        } else if (operation instanceof Create create && create.object() instanceof Constraint constraint) {
            return constraint.table().sibling(constraint.name()).equals(index.name());
        } else if (operation instanceof Drop drop && drop.object() instanceof Column column) {
            return column.table().equals(index.table());
        } else if (operation instanceof Alter alter && alter.before() instanceof Column column) {
            return column.table().equals(index.table());
        }
        return operation instanceof Operation.Rename;
    }

    /** SET NOT NULL believes a valid CHECK and then reads no row. */
    private boolean alter(Column before, Column after) {
        if (before.notNull() || !after.notNull() || after.identity() != null || ColumnDdl.isRebuild(before, after)) {
            main.add(new Alter(before, after));
            return false;
        }
        Column nullable = after.withNotNull(false);
        if (!nullable.equals(before)) {
            main.add(new Alter(before, nullable));
        }
        String text = "CHECK ((" + quote(after.name()) + " IS NOT NULL))";
        Constraint check = new Constraint(
                after.table(),
                name(after),
                Constraint.Type.CHECK,
                new Expression(text, text, "check (" + quote(after.name()) + " is not null)"),
                List.of(after.name()),
                null,
                List.of(),
                null);
        main.add(new Create(check.notValid()));
        validations.add(new Alter(check.notValid(), check));
        notNulls.add(new Alter(nullable, after));
        notNulls.add(REPLACED);
        notNulls.add(new Drop(check));
        return true;
    }

    /** PostgreSQL 18 gives the NOT NULL itself the name without {@code ck_}. */
    private static String name(Column column) {
        String name = "ck_" + column.table().local() + "_" + column.name() + "_not_null";
        return name.getBytes(StandardCharsets.UTF_8).length <= 63
                ? name
                : "ck_not_null_" + Integer.toHexString(name.hashCode());
    }

    private static MigratorException rewrites(Column before, Column after, List<String> constants) {
        String table = after.table().sql();
        String column = after.name();
        String added = column + "_new";
        String using = constants.isEmpty() ? TypeChange.using(before, after) : EnumConstants.using(before, constants);
        String value = using == null ? quote(column) + "::" + after.type() : using;
        return new MigratorException("""
                Column %1$s would change from %2$s to %3$s. PostgreSQL writes the whole table or its indexes anew for \
                that, while reads and writes wait.
                Nothing was written. Expand and contract instead, with a release between the steps:
                  1. Beside the attribute of %4$s, add one with @Column(name = "%5$s") of the new type:
                       mvn compile liquibase:diff -Donline
                  2. Release code that writes both %4$s and %5$s.
                  3. Fill in the rows that are there, in batches, until none is updated:
                       update %6$s set %7$s = %8$s where ctid = any (array(select ctid from %6$s where %7$s is null \
                and %9$s is not null limit 1000))
                  4. Release code that reads %5$s only.
                  5. Remove the attribute of %4$s:
                       mvn compile liquibase:diff -Donline -Dallow=drop
                Where the table is small, or nobody needs it meanwhile, without -Donline:
                  mvn compile liquibase:diff""".formatted(
                        after.label(),
                        Words.type(before.type()),
                        Words.type(after.type()),
                        column,
                        added,
                        table,
                        quote(added),
                        value,
                        quote(column)));
    }
}
