package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.diff.Part;
import com.jarvis.migrator.diff.Parts;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Tells which parts a changelog creates. It runs when this is first asked, which takes as long as all its migrations. */
final class MadeParts implements Predicate<Part> {

    private final Callable<Catalog> changelog;
    private final Predicate<Part> otherwise;
    private Predicate<Part> known;

    /** @param otherwise tells it if the changelog does not run in an empty database */
    MadeParts(Callable<Catalog> changelog, Predicate<Part> otherwise) {
        this.changelog = changelog;
        this.otherwise = otherwise;
    }

    @Override
    public boolean test(Part part) {
        if (known == null) {
            known = parts();
        }
        return known.test(part);
    }

    private Predicate<Part> parts() {
        try {
            Set<Part> parts = Parts.of(changelog.call());
            return parts::contains;
        } catch (MigratorException | SQLException e) {
            return otherwise;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
