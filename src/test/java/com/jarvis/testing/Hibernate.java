package com.jarvis.testing;

import org.hibernate.Version;

/** The Hibernate that the tests run with: 6.6, or 7 in the profile hibernate7. */
public final class Hibernate {

    private Hibernate() {}

    public static boolean isSeven() {
        return Version.getVersionString().startsWith("7.");
    }
}
