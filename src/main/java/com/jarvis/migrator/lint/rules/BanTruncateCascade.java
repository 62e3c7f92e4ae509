package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.snapshot.Snapshot.Table;
import com.jarvis.migrator.lint.trace.TracedMigration;
import com.jarvis.migrator.lint.trace.TracedStatement;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** TRUNCATE … CASCADE empties every table that refers to the one it names, and theirs. */
final class BanTruncateCascade extends Rule {

    BanTruncateCascade() {
        super("ban-truncate-cascade", Severity.ERROR, "TRUNCATE empties existing tables that it does not name.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return migration.statements().stream().flatMap(s -> s.start().tables().values().stream()
                .filter(t -> Truncated.truncated(s, t.oid()) && !names(s, t))
                .map(t -> finding(
                        migration,
                        s,
                        t,
                        null,
                        "Empties %s, which it does not name, by way of CASCADE.".formatted(t.name()),
                        "Name every table that is to be emptied, and leave CASCADE out:\n  truncate …, %s;"
                                .formatted(t.name()))));
    }

    private static boolean names(TracedStatement statement, Table table) {
        String bare = table.name().replaceAll("^.*\\.|\"", "").toLowerCase(Locale.ROOT);
        return statement.says("\\b" + Pattern.quote(bare) + "\\b");
    }
}
