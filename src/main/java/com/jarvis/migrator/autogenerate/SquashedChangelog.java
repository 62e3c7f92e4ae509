package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.changelog.MigrationFormat;
import com.jarvis.migrator.changelog.MigrationHeader;
import com.jarvis.migrator.changelog.PreConditions;
import com.jarvis.migrator.diff.CreatedObjects;
import com.jarvis.migrator.lint.trace.EmptyDatabase;
import com.jarvis.migrator.lint.trace.NotTried;
import com.jarvis.migrator.operation.Operations;
import com.jarvis.migrator.sql.SqlTokens;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import liquibase.change.AbstractSQLChange;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;

/**
 * One migration in place of the first ones of a changelog, for new databases. It creates what they have created in an empty
 * database, and inserts the rows that they have inserted.
 */
public final class SquashedChangelog {

    /**
     * A proven squash.
     *
     * @param tables the number of its tables
     * @param rows the number of tables whose rows it inserts
     * @param missing what it does not create, as text
     * @param computed the tables whose rows the changesets compute, so that each run of them inserts others
     * @param left the tables whose rows it does not insert, each with the reason
     * @param notRun what of the replaced changesets was not run, so that its effect is not in it
     */
    public record Squashed(
            Migration migration,
            int tables,
            int rows,
            List<String> missing,
            List<String> computed,
            List<String> left,
            List<String> notRun) {}

    private record Old(CreatedState state, List<NotTried> notRun) {}

    private final Database database;
    private final Settings settings;
    private final MigrationFormat format;
    private final boolean isTrusted;

    /**
     * @param database the live one, of which only the surroundings are read
     * @param format in which the squash is written
     * @param isTrusted whether the programs and Java classes of the changelog run on this machine
     */
    public SquashedChangelog(Database database, Settings settings, MigrationFormat format, boolean isTrusted) {
        this.database = database;
        this.settings = settings;
        this.format = format;
        this.isTrusted = isTrusted;
    }

    /**
     * Generates the squash and proves it: in an empty database, it creates the same as the changesets, and its rollback leaves
     * nothing. Writes nothing.
     *
     * @param changeSets those that it replaces
     * @param revision its name
     * @throws MigratorException if the changesets do not run in an empty database, or the squash is not proven
     */
    public Squashed of(List<ChangeSet> changeSets, String revision) throws Exception {
        Connection live = ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
        CreatedObjects created = ChangelogObjects.of(changeSets);
        Set<String> schemas = created.schemas();
        Old old = old(live, changeSets, schemas);
        Operations operations = old.state.operations();
        PreConditions replaced = PreConditions.unlessRun(changeSets);
        Migration plain = Migration.squash(revision, settings.author(), operations, "", replaced);
        Migration migration = Migration.squash(
                        revision,
                        settings.author(),
                        operations,
                        comment(changeSets, created, names(parsed(plain))),
                        replaced)
                .in(format);
        String text = migration.text();
        MigrationSql.of(migration, database);
        ChangeSet squash = MigrationSql.changeSet(migration.fileName(), text, database);
        List<String> details = EmptyDatabase.with(live, isTrusted, server -> {
            run(squash, server, old.state);
            CreatedState state = CreatedState.in(server, schemas);
            requireSame(old.state, state);
            server.rollBack(squash);
            requireEmpty(CreatedState.in(server, schemas));
            return state.details();
        });
        List<String> missing = new ArrayList<>(old.state.objects().missing());
        old.state.details().stream().filter(line -> !details.contains(line)).forEach(missing::add);
        details.stream()
                .filter(line -> !old.state.details().contains(line))
                .map(line -> line.replaceFirst("^grant (.*) to (.*)$", "revoke $1 from $2"))
                .forEach(missing::add);
        roles(changeSets).forEach(role -> missing.add("role " + role + ", which belongs to the server"));
        return new Squashed(
                migration,
                old.state.objects().difference().desired().tables().size(),
                old.state.rows().inserts().size(),
                missing,
                old.state.rows().inserts().isEmpty()
                        ? List.of()
                        : old.state
                                .rows()
                                .others(old(live, changeSets, schemas).state.rows()),
                old.state.rows().left().entrySet().stream()
                        .map(table -> "%s (%s)".formatted(table.getKey(), table.getValue()))
                        .toList(),
                old.notRun.stream()
                        .filter(part -> !isThere(part.text(), old.state))
                        .map(NotTried::line)
                        .toList());
    }

    private Old old(Connection live, List<ChangeSet> changeSets, Set<String> schemas) throws Exception {
        return EmptyDatabase.with(live, isTrusted, server -> {
            for (ChangeSet changeSet : changeSets) {
                server.run(changeSet);
            }
            return new Old(CreatedState.in(server, schemas), server.notTried());
        });
    }

    private static void run(ChangeSet squash, EmptyDatabase server, CreatedState old) throws Exception {
        try {
            server.runNew(squash);
        } catch (MigratorException e) {
            throw new MigratorException(
                    """
                    One migration in place of these does not run in an empty database, so nothing was written: %s
                    What it cannot create: %s
                    Squash up to the one before the changeset that creates what is missing.""".formatted(
                                    e.getMessage()
                                            .lines()
                                            .findFirst()
                                            .orElse("")
                                            .replaceFirst("^.* does not run in an empty database: ", ""),
                                    old.objects().missing().isEmpty()
                                            ? "not known; please report it"
                                            : String.join(", ", old.objects().missing())),
                    e);
        }
    }

    /** Whether a statement was left out because the server had been supplied with what it creates: a role, a schema, an extension. */
    private static boolean isThere(String statement, CreatedState state) {
        SqlTokens sql = SqlTokens.of(statement);
        return Stream.of("role", "user", "group", "schema").anyMatch(kind -> sql.startWith("create", kind))
                || Stream.of(
                                sql.namesAfter("create", "extension"),
                                sql.namesAfter("create", "extension", "if", "not", "exists"))
                        .flatMap(List::stream)
                        .anyMatch(state::hasExtension);
    }

    private static Set<String> roles(List<ChangeSet> changeSets) {
        return changeSets.stream()
                .flatMap(changeSet -> changeSet.getChanges().stream())
                .filter(AbstractSQLChange.class::isInstance)
                .map(change -> ((AbstractSQLChange) change).getSql())
                .filter(Objects::nonNull)
                .map(sql -> SqlTokens.of(sql).nested())
                .flatMap(sql ->
                        Stream.of("role", "user", "group").flatMap(kind -> sql.namesAfter("create", kind).stream()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private ChangeSet parsed(Migration yaml) throws Exception {
        return MigrationSql.changeSet(yaml.fileName(), yaml.text(), database);
    }

    private static Set<String> names(ChangeSet squash) {
        return squash.getChanges().stream()
                .flatMap(change -> CreatedNames.of(change, Set.of()))
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What the file begins with. What diff has created for entities stays theirs: see {@link ChangelogObjects}. */
    private static String comment(List<ChangeSet> changeSets, CreatedObjects created, Set<String> names) {
        String text =
                "Baseline: creates in an empty database what %d changesets created, from %s to %s. A database that has run"
                                .formatted(
                                        changeSets.size(),
                                        ChangeSetName.of(changeSets.get(0)),
                                        ChangeSetName.of(changeSets.get(changeSets.size() - 1)))
                        + " them all counts it as run.";
        if (!created.byDiff()) {
            return text + " Rollback leaves an empty schema.";
        }
        Set<String> ofEntities = new TreeSet<>(names);
        ofEntities.retainAll(created.names());
        return text
                + (ofEntities.equals(names) ? "" : MigrationHeader.forEntities(ofEntities))
                + (created.views().isEmpty() ? "" : MigrationHeader.views(created.views()))
                + " Rollback restores an empty schema.";
    }

    private void requireSame(CreatedState old, CreatedState squashed) throws MigratorException {
        List<String> lost = old.without(squashed);
        List<String> more = squashed.without(old);
        if (!lost.isEmpty() || !more.isEmpty()) {
            throw new MigratorException("""
                    One migration in place of these would not create the same, so nothing was written.
                      they: %s
                      it:   %s
                    Squash up to the one before the changeset that creates this. Please report it.""".formatted(first(lost), first(more)));
        }
    }

    private static void requireEmpty(CreatedState remains) throws MigratorException {
        if (!remains.remains().isEmpty()) {
            throw new MigratorException("""
                    The rollback of one migration in place of these would not leave an empty schema, so nothing was written. It leaves:
                      %s
                    Squash up to the one before the changeset that creates this. Please report it.""".formatted(first(remains.remains())));
        }
    }

    private static String first(List<String> statements) {
        return statements.isEmpty() ? "nothing" : Printable.line(statements.get(0));
    }
}
