package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.changelog.AcceptedDifferences;
import com.jarvis.migrator.diff.Adoption;
import com.jarvis.migrator.diff.CreatedObjects;
import com.jarvis.migrator.diff.KeptPart;
import com.jarvis.migrator.diff.NamePatterns;
import com.jarvis.migrator.diff.Part;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Decides what of a database stays although the entities do not have it: what no migration of the changelog made, and what the
 * team has accepted. If {@code diff} has written no migration yet, the whole schema was made without it.
 */
public final class Adopting {

    /** The changelog, which may be run to find out what it creates. */
    @FunctionalInterface
    public interface Migrated {
        /**
         * Reads it.
         *
         * @return runs it in an empty database
         */
        Callable<Catalog> schema() throws Exception;
    }

    private final Settings settings;
    private final Set<String> accepted;
    private final boolean isFirst;
    private final CreatedObjects created;
    private final Migrated migrated;
    private final List<Pattern> dropped;

    /**
     * @param created what the migrations of the changelog created
     * @throws IOException if the accepted differences cannot be read
     */
    public Adopting(Settings settings, AcceptedDifferences accepted, CreatedObjects created, Migrated migrated)
            throws IOException {
        this(settings, accepted.parts(), !created.byDiff() && !accepted.exist(), created, migrated);
    }

    /** Nothing stays: the database is brought into line with the entities. */
    public static Adopting strict(CreatedObjects created) {
        return new Adopting(
                new Settings(null, null, Set.of(), null, null, "strict", null),
                Set.of(),
                false,
                created,
                () -> () -> Catalog.EMPTY);
    }

    private Adopting(
            Settings settings, Set<String> accepted, boolean isFirst, CreatedObjects created, Migrated migrated) {
        this.settings = settings;
        this.accepted = accepted;
        this.isFirst = isFirst;
        this.created = created;
        this.migrated = migrated;
        this.dropped = NamePatterns.of(settings.drop());
    }

    CreatedObjects created() {
        return created;
    }

    /** Whether the team has accepted a part. */
    public boolean isAccepted(Part part) {
        return accepted.contains(part.toString());
    }

    /**
     * What stays for sure, without looking at what the changelog creates.
     *
     * @param given the names in the mapping, in lower case; null if that is not known
     */
    Adoption known(Set<String> given) {
        return isStrict()
                ? Adoption.STRICT
                : new Adoption(
                        part -> isKept(part, isFirst || part.isOfSequence() && !isNamedByDiff(part)), names(given));
    }

    /** What stays. The changelog is run only if a part is asked for that the model does not have. */
    Adoption all(Set<String> given) throws Exception {
        if (isStrict() || isFirst) {
            return known(given);
        }
        Predicate<Part> made = made();
        return new Adoption(
                part -> isKept(part, part.isOfSequence() ? !isNamedByDiff(part) : !made.test(part)), names(given));
    }

    /**
     * The accepted parts in which this database does not differ from the entities: they are gone, the entities have them, or
     * they were never there.
     *
     * @param kept what stays although the entities do not have it
     */
    public List<String> obsolete(List<KeptPart> kept) {
        Set<String> found = kept.stream().map(part -> part.part().toString()).collect(Collectors.toSet());
        return isStrict()
                ? List.of()
                : accepted.stream()
                        .filter(part -> !found.contains(part) && !drops(part.substring(part.lastIndexOf(' ') + 1)))
                        .toList();
    }

    /** Whether nothing stays that the entities do not have. */
    public boolean isStrict() {
        return "strict".equals(settings.adopt());
    }

    private boolean isKept(Part part, boolean isForeign) {
        return !drops(part.label()) && (isForeign || isAccepted(part));
    }

    /** Whether the user wants to drop what has this name: {@code users.email}, or the last part of it. */
    public boolean drops(String label) {
        String last = label.substring(label.lastIndexOf('.') + 1);
        return dropped.stream()
                .anyMatch(name ->
                        name.matcher(label).matches() || name.matcher(last).matches());
    }

    /** If the changelog does not run in an empty database, its text has to do. */
    private Predicate<Part> made() throws Exception {
        try {
            return new MadeParts(migrated.schema(), this::isNamedByDiff);
        } catch (MigratorException e) {
            return this::isNamedByDiff;
        }
    }

    private boolean isNamedByDiff(Part part) {
        return created.names().contains(part.relation().local().toLowerCase(Locale.ROOT));
    }

    private BiPredicate<SchemaObject, SchemaObject> names(Set<String> given) {
        return (found, wanted) -> settings.adopt() == null
                && given != null
                && !given.contains(name(wanted))
                && !created.isNamedByDiff(found);
    }

    private static String name(SchemaObject object) {
        return object.label().substring(object.label().lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
