package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Each ALTER TABLE asks for the table's lock; one that does it all asks once. */
final class CombineAlterTables extends Rule {

    private static final Pattern ALTERED =
            Pattern.compile("^alter table (?:if exists )?(?:only )?((?:\"[^\"]+\"|[^\\s\"])+) ");

    CombineAlterTables() {
        super(
                "combine-alter-tables",
                Severity.NOTE,
                "Several ALTER TABLE statements change one existing table where one would do.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        Map<Table, List<TracedStatement>> alters = new LinkedHashMap<>();
        Map<String, Table> names = new HashMap<>();
        for (TracedStatement statement : migration.statements()) {
            Matcher altered = ALTERED.matcher(statement.text().plain());
            if (altered.find()
                    && !statement.says(" (rename|set schema|validate constraint|attach partition|detach partition) ")) {
                if (names.isEmpty()) {
                    statement
                            .start()
                            .tables()
                            .values()
                            .forEach(t -> names.put(t.name().toLowerCase(Locale.ROOT), t));
                }
                Optional.ofNullable(names.get(altered.group(1)))
                        .ifPresent(table -> alters.computeIfAbsent(table, t -> new ArrayList<>())
                                .add(statement));
            }
        }
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
