package com.jarvis.migrator.liquibase.connection;

import com.jarvis.migrator.Printable;
import com.jarvis.migrator.sql.Identifiers;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads which right PostgreSQL missed (aclcheck_error in its sources, aclchk.c), and which statement grants it. */
final class MissingRight {

    private static final Pattern DENIED = Pattern.compile("permission denied for ([a-z ]+?) (\\S+)");
    private static final Pattern NOT_OWNER = Pattern.compile("must be owner of ([a-z ]+?) (\\S+)");
    private static final Pattern ROLE = Pattern.compile("(?:member of role|SET ROLE) \"?([^\"]+)\"?$");

    private static final Map<String, String> PRIVILEGES = Map.of(
            "table", "select, insert, update, delete, references on table",
            "view", "select on table",
            "sequence", "usage, select, update on sequence",
            "schema", "usage, create on schema",
            "database", "connect, create, temporary on database",
            "function", "execute on function",
            "type", "usage on type",
            "language", "usage on language",
            "tablespace", "create on tablespace");

    private MissingRight() {}

    /** @param message PostgreSQL's message, in English */
    static ServerFailure of(String message, Role role) {
        String said = Printable.line(message);
        Matcher denied = DENIED.matcher(said);
        if (denied.find() && PRIVILEGES.containsKey(denied.group(1))) {
            return new ServerFailure(
                    "The role %s lacks a right on the %s %s.".formatted(role.name(), denied.group(1), denied.group(2)),
                    "Have its owner or a superuser run:\n  grant %s %s to %s"
                            .formatted(PRIVILEGES.get(denied.group(1)), denied.group(2), role.name()));
        }
        Matcher owner = NOT_OWNER.matcher(said);
        if (owner.find()) {
            String kind = owner.group(1).equals("relation") ? "table" : owner.group(1);
            return new ServerFailure(
                    "Only the owner of the %s %s may do this, and the role %s is not."
                            .formatted(kind, owner.group(2), role.name()),
                    "Have its owner or a superuser run:\n  alter %s %s owner to %s"
                            .formatted(kind, owner.group(2), role.name()));
        }
        Matcher member = ROLE.matcher(said);
        if (member.find()) {
            return new ServerFailure(
                    "The role %s is not a member of the role %s.".formatted(role.name(), member.group(1)),
                    "Have a superuser run:\n  grant %s to %s"
                            .formatted(Identifiers.quote(member.group(1)), role.name()));
        }
        return new ServerFailure(
                "The role %s lacks a right.".formatted(role.name()),
                "Have a superuser grant it, or run the command as a role that has it.");
    }
}
