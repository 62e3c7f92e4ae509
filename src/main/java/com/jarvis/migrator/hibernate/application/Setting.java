package com.jarvis.migrator.hibernate.application;

/**
 * A setting of Hibernate.
 *
 * @param origin where its value comes from, for a user: a file, with the line if it is known, or the framework whose default it is
 */
public record Setting(String value, String origin) {

    /** The origin without the line. Spring Boot says "class path resource [application.yml] - 3:20". */
    public String file() {
        return origin.replaceFirst("^class path resource \\[(.*?)].*", "$1").replaceFirst(", line \\d+$", "");
    }
}
