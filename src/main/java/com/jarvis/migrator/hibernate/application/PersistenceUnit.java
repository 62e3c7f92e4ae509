package com.jarvis.migrator.hibernate.application;

import com.jarvis.migrator.MigratorException;
import java.net.URI;
import java.util.List;

/**
 * The part of a persistence unit that says which classes are mapped (Jakarta Persistence 3.1, 8.2).
 *
 * @param file that defines it, for a user
 * @param classes those that it lists
 * @param packages whose mapped classes in the roots belong to it; if there are none, those of all packages
 * @param roots the directories and jars whose mapped classes belong to it as well
 */
public record PersistenceUnit(String name, String file, List<String> classes, List<String> packages, List<URI> roots) {

    /** Names the persistence unit to compare, if there are several. */
    static final String SETTING = "model.persistenceUnit";

    /**
     * Says that one of several units has to be named.
     *
     * @param wanted the name that the command gives, or nothing
     * @param units name and file of each
     */
    static MigratorException choice(String wanted, List<Candidate> units) {
        String first = units.get(0).name();
        StringBuilder known = new StringBuilder();
        units.forEach(unit -> known.append("  %s in %s%n".formatted(unit.name(), unit.file())));
        return new MigratorException("""
                %s:
                %sThey may map the same tables in different ways, so nothing was compared. Name the one to compare:
                  mvn compile liquibase:diff -D%s=%s""".formatted(
                wanted.isEmpty()
                        ? "The application has several persistence units"
                        : "-D%s=%s does not name one of the application's persistence units".formatted(SETTING, wanted),
                known,
                SETTING,
                first.matches("[\\w.-]+") ? first : "\"" + first + "\""));
    }

    /** A unit to choose from. */
    record Candidate(String name, String file) {}
}
