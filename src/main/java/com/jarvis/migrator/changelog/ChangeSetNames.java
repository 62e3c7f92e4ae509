package com.jarvis.migrator.changelog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Several changesets, as messages call them. */
public final class ChangeSetNames {

    private static final int SHOWN = 20;

    private ChangeSetNames() {}

    /** {@code 2 migrations}; {@code 2 changesets} if {@code diff} has not written all of them. */
    public static String counted(Collection<String> names) {
        return names.size() + " " + noun(names.size(), names);
    }

    /**
     * {@code migration} or {@code changeset}, in the plural unless there is one.
     *
     * @param names of the changesets, or of all that they are taken from
     */
    public static String noun(int count, Collection<String> names) {
        boolean others = names.stream().anyMatch(name -> name.contains("::"));
        return (others ? "changeset" : "migration") + (count == 1 ? "" : "s");
    }

    /** The first entries of a list that is too long to read, and how many follow. */
    public static List<String> shortened(List<String> entries) {
        if (entries.size() <= SHOWN + 1) {
            return entries;
        }
        List<String> shown = new ArrayList<>(entries.subList(0, SHOWN));
        shown.add("and %d more".formatted(entries.size() - SHOWN));
        return shown;
    }
}
