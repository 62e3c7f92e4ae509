package com.jarvis.migrator.lint;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.changelog.ChangeSetName;
import com.jarvis.migrator.changelog.NamedAlike;
import com.jarvis.migrator.changelog.Squash;
import com.jarvis.migrator.embedded.Binaries;
import com.jarvis.migrator.lint.trace.ChangelogTrace;
import com.jarvis.migrator.lint.trace.LiveRows;
import com.jarvis.migrator.lint.trace.TableSizes;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lock.LockSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.RuntimeEnvironment;
import liquibase.changelog.ChangeLogIterator;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import liquibase.changelog.filter.AlreadyRanChangeSetFilter;
import liquibase.changelog.filter.ChangeSetFilter;
import liquibase.changelog.filter.ChangeSetFilterResult;
import liquibase.changelog.filter.ContextChangeSetFilter;
import liquibase.changelog.filter.DbmsChangeSetFilter;
import liquibase.changelog.filter.IgnoreChangeSetFilter;
import liquibase.changelog.filter.LabelChangeSetFilter;
import liquibase.changelog.filter.ShouldRunChangeSetFilter;
import liquibase.changelog.visitor.ListVisitor;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;
import liquibase.exception.LiquibaseException;

/** Runs the pending migrations of a database on a throw-away server, to tell what they will cost. */
public final class Lint {

    private static final int NAMED = 5;

    private final Database live;
    private final Contexts contexts;
    private final LabelExpression labels;
    private final LockSettings locks;
    private final boolean isTrusted;
    private final SmallTables small;
    private final Optional<TableSizes> sizes;
    private ChangelogTrace trace;

    /** With the default settings, whatever the size of tables, and without running programs of the changelog. */
    public Lint(Database live, Contexts contexts, LabelExpression labels) {
        this(live, contexts, labels, LockSettings.DEFAULT, false, SmallTables.NONE, Optional.empty());
    }

    /**
     * With the settings that the user gave.
     *
     * @param live the database to migrate: its history says which migrations are pending, and its rows are counted
     * @param contexts of an update
     * @param labels of an update
     * @param project its base directory, in which the file of {@code -Dsizes} is
     * @param isTrusted whether programs and Java classes of the changelog run on this machine
     * @throws MigratorException if one of the settings cannot be used
     */
    public static Lint of(
            Database live,
            Contexts contexts,
            LabelExpression labels,
            Map<String, String> given,
            Path project,
            boolean isTrusted)
            throws LiquibaseException, MigratorException {
        return new Lint(
                live,
                contexts,
                labels,
                LockSettings.of(given),
                isTrusted,
                SmallTables.of(given),
                sizes(live, project, given.get("sizes")));
    }

    private Lint(
            Database live,
            Contexts contexts,
            LabelExpression labels,
            LockSettings locks,
            boolean isTrusted,
            SmallTables small,
            Optional<TableSizes> sizes) {
        this.live = live;
        this.contexts = contexts;
        this.labels = labels;
        this.locks = locks;
        this.isTrusted = isTrusted;
        this.small = small;
        this.sizes = sizes;
    }

    /** @param file of {@code -Dsizes}; null for none */
    private static Optional<TableSizes> sizes(Database live, Path project, String file)
            throws LiquibaseException, MigratorException {
        if (file == null || !(live.getConnection() instanceof JdbcConnection jdbc)) {
            return Optional.empty();
        }
        try {
            return Optional.of(TableSizes.read(project, file, jdbc.getUnderlyingConnection()));
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /**
     * Writes the sizes of a database's tables, by which the migrations are judged elsewhere.
     *
     * @param file the value of {@code -Dsizes}, in the project
     * @return the number of tables
     * @throws MigratorException if the file cannot be written
     */
    public static int writeSizes(Connection database, Path project, String file)
            throws SQLException, MigratorException {
        return TableSizes.write(database, project, file);
    }

    /**
     * Traces and checks the pending migrations, up to the first that fails.
     *
     * @throws MigratorException if the scratch server does not start or an applied migration does
     *     not run there
     */
    public List<LintedMigration> pending(DatabaseChangeLog changeLog) throws LiquibaseException, MigratorException {
        List<RanChangeSet> ran = live.getRanChangeSetList();
        ChangeSetFilter already = new AlreadyRanChangeSetFilter(ran);
        List<ChangeSet> applied = NamedAlike.ran(
                list(new ChangeLogIterator(
                        changeLog,
                        changeSet -> isReplacingOnly(changeSet, ran)
                                ? new ChangeSetFilterResult(true, "what it replaces has run", ChangeSetFilter.class)
                                : already.accepts(changeSet))),
                ran);
        return judged(trace().trace(applied, toRun(changeLog)));
    }

    /** A line about the pending migrations that the trace did not reach; empty if there are none. */
    public Optional<String> untraced(DatabaseChangeLog changeLog, List<LintedMigration> traced)
            throws LiquibaseException {
        List<ChangeSet> pending = toRun(changeLog);
        return traced.isEmpty() || traced.size() == pending.size()
                ? Optional.empty()
                : Optional.of("Not traced, because %s %s: %s"
                        .formatted(
                                ChangeSetName.of(pending.get(traced.size() - 1)),
                                last(traced).migration().failure().isPresent()
                                        ? "fails"
                                        : "has a rollback outside a transaction that does not restore the catalog",
                                names(pending.subList(traced.size(), pending.size()))));
    }

    /** What the user has to know of the version of PostgreSQL that the migrations were tried on; empty if there is nothing to say. */
    public Optional<String> version(List<LintedMigration> traced) throws LiquibaseException, MigratorException {
        if (traced.isEmpty()) {
            return Optional.empty();
        }
        try {
            int server = live.getDatabaseMajorVersion();
            Binaries tried = trace().binaries();
            boolean wasFetched =
                    tried.majorVersion() != Binaries.forThisPlatform().majorVersion();
            return wasFetched && last(traced).migration().failure().isPresent()
                    ? Optional.of("Tried on PostgreSQL %d, the version of your server.".formatted(server))
                    : otherVersion(tried, server);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    static Optional<String> otherVersion(Binaries tried, int server) {
        return tried.majorVersion() == server
                ? Optional.empty()
                : Optional.of("""
                        Tried on PostgreSQL %d. Your server is PostgreSQL %d, which may refuse syntax and functions of another version: \
                        run update on a copy of the database first.%s""".formatted(
                                tried.majorVersion(),
                                server,
                                tried.ofMajor(server)
                                        .map(artifact -> """

                                                To have migrations tried on PostgreSQL %d, get its programs:
                                                  mvn dependency:get -Dartifact=%s""".formatted(server, artifact))
                                        .orElse("")));
    }

    private static LintedMigration last(List<LintedMigration> traced) {
        return traced.get(traced.size() - 1);
    }

    private static String names(List<ChangeSet> changeSets) {
        return Printable.first(NAMED, changeSets.stream().map(ChangeSetName::of).toList());
    }

    /**
     * Reports on pending migrations that have just been written.
     *
     * @param start statements that create in an empty database what the migrations change
     * @param revisions the ids of their changesets
     * @return a report of each, or a sentence that says why there is none; it never throws, because the files are written
     */
    public String report(DatabaseChangeLog changeLog, List<String> start, List<String> revisions) {
        try {
            List<LintedMigration> pending = judged(trace().traceFrom(start, toRun(changeLog)));
            return revisions.stream()
                            .map(revision -> pending.stream()
                                    .filter(linted -> linted.migration()
                                            .source()
                                            .revision()
                                            .equals(revision))
                                    .map(LintedMigration::report)
                                    .findFirst()
                                    .orElse("""
                                    %s was not traced, because a pending migration before it fails. See:
                                      mvn compile liquibase:validate
                                    """.formatted(revision)))
                            .collect(Collectors.joining())
                    + version(pending).map(line -> line + "\n").orElse("");
        } catch (LiquibaseException | MigratorException e) {
            return "%s was not traced. %s\n".formatted(String.join(", ", revisions), e.getMessage());
        }
    }

    /** Whether an update only marks the changeset as run. */
    private static boolean isReplacingOnly(ChangeSet changeSet, List<RanChangeSet> ran) {
        return Squash.of(changeSet).filter(squash -> squash.isRunBy(ran)).isPresent();
    }

    private List<ChangeSet> toRun(DatabaseChangeLog changeLog) throws LiquibaseException {
        List<RanChangeSet> ran = live.getRanChangeSetList();
        return list(new ChangeLogIterator(
                changeLog,
                new ShouldRunChangeSetFilter(live),
                new Reruns(ran),
                changeSet -> new ChangeSetFilterResult(
                        !isReplacingOnly(changeSet, ran), "what it replaces has not run", ChangeSetFilter.class),
                new ContextChangeSetFilter(contexts),
                new LabelChangeSetFilter(labels),
                new DbmsChangeSetFilter(live),
                new IgnoreChangeSetFilter()));
    }

    private ChangelogTrace trace() throws LiquibaseException {
        if (trace != null) {
            return trace;
        }
        try {
            LiveRows rows = live.getConnection() instanceof JdbcConnection jdbc
                    ? LiveRows.of(jdbc.getUnderlyingConnection(), sizes)
                    : LiveRows.UNKNOWN;
            trace = new ChangelogTrace(rows, locks.timeout().toMillis() + "ms", isTrusted);
            return trace;
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private List<LintedMigration> judged(List<TracedMigration> traced) {
        return traced.stream()
                .map(migration -> new LintedMigration(migration, Linter.check(migration, small)))
                .toList();
    }

    private List<ChangeSet> list(ChangeLogIterator changeSets) throws LiquibaseException {
        ListVisitor visitor = new ListVisitor();
        changeSets.run(visitor, new RuntimeEnvironment(live, contexts, labels));
        return visitor.getSeenChangeSets();
    }
}
