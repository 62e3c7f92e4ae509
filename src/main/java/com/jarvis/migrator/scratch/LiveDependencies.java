package com.jarvis.migrator.scratch;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.IdentifierSearch;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.operation.Operation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the columns of a model use though the model does not make it: an enum type or a composite type that an entity
 * names in a {@code columnDefinition}, a sequence in a default. It is the live database's, and stays as it is there.
 */
final class LiveDependencies {

    private final ScratchSchemas scratch;
    private final List<Operation.Create> lent = new ArrayList<>();

    private LiveDependencies(ScratchSchemas scratch) {
        this.scratch = scratch;
    }

    /** Lends what the statements may use, before they run. */
    static LiveDependencies lend(ScratchSchemas scratch, Catalog live, List<String> ddl) throws SQLException {
        List<Sequence> sequences = live.sequences().stream()
                .filter(sequence -> sequence.owner() == null)
                .filter(sequence -> isNamed(ddl, "nextval\\('[^']*", sequence.name()))
                .toList();
        Catalog usable = new Catalog(
                List.of(),
                live.enums().stream().filter(type -> mayUse(ddl, type.name())).toList(),
                live.composites().stream()
                        .filter(type -> mayUse(ddl, type.name()))
                        .toList(),
                List.of(),
                sequences.stream()
                        .filter(sequence -> mayUse(ddl, sequence.name()))
                        .toList(),
                List.of(),
                List.of(),
                List.of());
        LiveDependencies borrowed = new LiveDependencies(scratch);
        for (Operation operation : LiveCopy.creating(usable)) {
            if (operation instanceof Operation.Create create && scratch.executeIfItWorks(create)) {
                borrowed.lent.add(create);
            }
        }
        return borrowed;
    }

    /** Takes back what nothing depends on after all; PostgreSQL does not drop the rest. */
    void takeBackUnused() throws SQLException {
        for (int i = lent.size() - 1; i >= 0; i--) {
            scratch.executeIfItWorks(new Operation.Drop(lent.get(i).object()));
        }
    }

    /** Whether the statements name it, and make nothing of that name. */
    private static boolean mayUse(List<String> ddl, Name name) {
        return ddl.stream().anyMatch(statement -> IdentifierSearch.in(statement, name.local()))
                && !isNamed(ddl, "\\bcreate\\s(?:(?!\\sas\\s)[^;('$])*?", name);
    }

    private static boolean isNamed(List<String> ddl, String before, Name name) {
        Pattern named = Pattern.compile(
                "(?i)" + before + "(?<![\\p{L}\\p{N}_$])" + Pattern.quote(name.local()) + "(?![\\p{L}\\p{N}_$])");
        return ddl.stream().anyMatch(statement -> named.matcher(statement).find());
    }
}
