package com.jarvis.migrator.lint.rule;

/** How much a finding weighs: an error fails {@code liquibase:validate}, a warning does so on request, a note never. */
public enum Severity {
    /** Advice on taste or habit; nothing breaks. */
    NOTE,
    /** A risk that depends on the table's size or on who uses it. */
    WARNING,
    /** Blocks readers or writers for as long as a table is large, breaks running clients, or loses data. */
    ERROR
}
