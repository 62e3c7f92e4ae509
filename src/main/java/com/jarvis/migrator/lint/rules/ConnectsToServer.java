package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a statement does on another server is not part of its transaction, or sends data there. */
final class ConnectsToServer extends Rule {

    private static final Set<String> EXTENSIONS = Set.of("dblink", "postgres_fdw");
    private static final List<String> FUNCTIONS =
            List.of("dblink", "dblink_connect", "dblink_connect_u", "dblink_exec", "dblink_send_query", "dblink_open");

    ConnectsToServer() {
        super("connects-to-server", Severity.WARNING, "The database server connects to another server.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return Uses.texts(migration).flatMap(text -> connections(text.text())
                .map(connection -> finding(migration, text.traced(), null, null, text.where() + connection, """
                        Read to which server, and what it sends, before you run update. If it is intended:
                          # lint:ignore connects-to-server <reason>
                        """)));
    }

    private static Stream<String> connections(String text) {
        return Stream.of(
                        Uses.namesAfter(text, "create", "extension")
                                .filter(EXTENSIONS::contains)
                                .map(name -> "Extension %s connects to other servers.".formatted(name)),
                        Uses.namesAfter(text, "create", "subscription")
                                .map(name -> "Subscription %s connects to another server.".formatted(name)),
                        Uses.calls(text, FUNCTIONS).map(name -> "%s() connects to another server.".formatted(name)))
                .flatMap(lines -> lines)
                .distinct();
    }
}
