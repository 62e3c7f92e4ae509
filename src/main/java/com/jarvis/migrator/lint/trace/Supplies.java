package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.embedded.LiveEnvironment;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Supplies the throw-away server with what the live database has and not every changelog creates. */
final class Supplies {

    /** PostgreSQL's message for an extension that the server lacks. */
    private static final Pattern UNAVAILABLE = Pattern.compile("extension \"([^\"]+)\" is not available");

    private final LiveEnvironment live;
    private final Connection superuser;
    private final TreeSet<String> missing = new TreeSet<>();
    private boolean areProvided;

    Supplies(LiveEnvironment live, Connection superuser) {
        this.live = live;
        this.superuser = superuser;
    }

    boolean areProvided() {
        return areProvided;
    }

    /** Creates the schemas, roles, extensions and collations, once, and remembers the extensions that the server lacks. */
    void provide() throws SQLException {
        if (!areProvided) {
            areProvided = true;
            missing.addAll(live.supply(superuser));
        }
    }

    /** Whether the message is about an extension that the scratch server lacks, which is remembered. */
    boolean isUnavailable(String message) {
        Optional<String> name = unavailable(message);
        name.ifPresent(missing::add);
        return name.isPresent();
    }

    /** The extension that PostgreSQL's message says is not available. */
    static Optional<String> unavailable(String message) {
        Matcher found = UNAVAILABLE.matcher(message);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    /** A line about the extensions that the scratch server lacks; empty if there are none. */
    String missing() {
        return missing.isEmpty()
                ? ""
                : "The throw-away server does not have the extension%s %s.\n"
                        .formatted(missing.size() == 1 ? "" : "s", String.join(", ", missing));
    }
}
