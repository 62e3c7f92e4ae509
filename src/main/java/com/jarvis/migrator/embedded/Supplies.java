package com.jarvis.migrator.embedded;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Supplies a throw-away server with what the live database has and not every changelog creates. */
public final class Supplies {

    /** PostgreSQL's message for an extension that the server lacks. */
    private static final Pattern UNAVAILABLE = Pattern.compile("extension \"([^\"]+)\" is not available");

    private final LiveEnvironment live;
    private final Connection superuser;
    private final TreeSet<String> missing = new TreeSet<>();
    private boolean areProvided;

    /** @param superuser a connection to the throw-away server */
    public Supplies(LiveEnvironment live, Connection superuser) {
        this.live = live;
        this.superuser = superuser;
    }

    /** Whether {@link #provide} was called. */
    public boolean areProvided() {
        return areProvided;
    }

    /** Creates the schemas, roles, extensions and collations, once, and remembers the extensions that the server lacks. */
    public void provide() throws SQLException {
        if (!areProvided) {
            areProvided = true;
            missing.addAll(live.supply(superuser));
        }
    }

    /** Whether the message is about an extension that the server lacks, which is remembered. */
    public boolean isUnavailable(String message) {
        Optional<String> name = unavailable(message);
        name.ifPresent(missing::add);
        return name.isPresent();
    }

    /** The extension that PostgreSQL's message says is not available. */
    public static Optional<String> unavailable(String message) {
        Matcher found = UNAVAILABLE.matcher(message);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    /**
     * A sentence about the extensions that the server lacks; empty if there are none.
     *
     * @param sentence with {@code %s} for them, as in {@code extensions postgis, vector}
     */
    public String missing(String sentence) {
        return missing.isEmpty()
                ? ""
                : sentence.formatted((missing.size() == 1 ? "extension " : "extensions ") + String.join(", ", missing));
    }
}
