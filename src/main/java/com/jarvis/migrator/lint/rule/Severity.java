package com.jarvis.migrator.lint.rule;

/** The severity of a finding: an error fails {@code liquibase:validate}, a warning does so on request, a note never does. */
public enum Severity {
    /** Advice on style; nothing breaks. */
    NOTE,
    /** A risk that depends on the size of the table or on its users. */
    WARNING,
    /** Blocks reads or writes while PostgreSQL processes a whole table, breaks running code, or loses data. */
    ERROR
}
