package com.jarvis.migrator.hibernate.application;

/**
 * A setting of Hibernate.
 *
 * @param origin where its value comes from, for a user: a file, with the line if it is known, or the framework whose default it is
 */
public record Setting(String value, String origin) {}
