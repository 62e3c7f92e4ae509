package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.Finding;
import com.jarvis.migrator.lint.Rule;
import com.jarvis.migrator.lint.Severity;
import com.jarvis.migrator.lint.Snapshot.Table;
import com.jarvis.migrator.lint.TracedMigration;
import com.jarvis.migrator.lint.TracedStatement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Each ALTER TABLE asks for the table's lock; one that does it all asks once. */
final class CombineAlterTables extends Rule {

    CombineAlterTables() {
        super(
                "combine-alter-tables",
                Severity.NOTE,
                "Several ALTER TABLE statements change one existing table where one would do.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        Map<Table, List<TracedStatement>> alters = migration.statements().stream()
                .filter(s ->
                        s.says("^alter table ") && !s.says(" (rename|set schema|validate constraint|attach|detach) "))
                .flatMap(s -> s.start().tables().values().stream()
                        .filter(t -> s.says("^alter table (if exists )?(only )?"
                                + Pattern.quote(t.name().toLowerCase(Locale.ROOT)) + " "))
                        .map(t -> Map.entry(t, s)))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey,
                        LinkedHashMap::new,
                        Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        return alters.entrySet().stream()
                .filter(e -> e.getValue().size() > 1)
                .map(e -> finding(
                        migration,
                        e.getValue().get(1),
                        e.getKey(),
                        null,
                        "%d ALTER TABLE statements change %s; where each scans or rewrites it, it is done again for each."
                                .formatted(e.getValue().size(), e.getKey().name()),
                        "alter table %s …, …;".formatted(e.getKey().name())));
    }
}
