package com.jarvis.migrator.liquibase.check;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.autogenerate.Adopting;
import com.jarvis.migrator.diff.KeptPart;
import com.jarvis.migrator.liquibase.history.Changelog;
import java.util.List;

/**
 * What the accepted differences are to one database.
 *
 * @param differences how many of them it has
 * @param obsolete those that it does not have
 */
record AcceptedHere(int differences, List<String> obsolete) {

    static final AcceptedHere NOTHING = new AcceptedHere(0, List.of());

    private static final int SHOWN = 5;

    /** @param kept what the database has in addition to the entities, accepted or not */
    static AcceptedHere of(Adopting adopting, List<KeptPart> kept) {
        long accepted =
                kept.stream().filter(part -> adopting.isAccepted(part.part())).count();
        return new AcceptedHere((int) accepted, adopting.obsolete(kept));
    }

    /** {@code 2 differences}. */
    static String counted(int differences) {
        return differences + (differences == 1 ? " difference" : " differences");
    }

    /** The lines of the file that can go; empty if all are needed here. */
    String advice(Changelog changelog) {
        if (obsolete.isEmpty()) {
            return "";
        }
        return "lines of %s without a difference here: %s\n  Delete them, unless another database needs them."
                .formatted(changelog.acceptedName(), Printable.line(Printable.first(SHOWN, List.copyOf(obsolete))));
    }
}
