package com.jarvis.migrator.lint.trace;

/**
 * PostgreSQL's table locks, weakest first
 * (<a href="https://www.postgresql.org/docs/current/explicit-locking.html">manual, 13.3.1</a>).
 */
public enum LockMode {
    ACCESS_SHARE("AccessShareLock"),
    ROW_SHARE("RowShareLock"),
    ROW_EXCLUSIVE("RowExclusiveLock"),
    SHARE_UPDATE_EXCLUSIVE("ShareUpdateExclusiveLock"),
    SHARE("ShareLock"),
    SHARE_ROW_EXCLUSIVE("ShareRowExclusiveLock"),
    EXCLUSIVE("ExclusiveLock"),
    ACCESS_EXCLUSIVE("AccessExclusiveLock");

    private final String catalogName;

    LockMode(String catalogName) {
        this.catalogName = catalogName;
    }

    /** @param catalogName as {@code pg_locks.mode} prints it */
    static LockMode of(String catalogName) {
        for (LockMode mode : values()) {
            if (mode.catalogName.equals(catalogName)) {
                return mode;
            }
        }
        throw new IllegalArgumentException(catalogName);
    }

    /** Whether it blocks SELECT. */
    public boolean blocksReads() {
        return this == ACCESS_EXCLUSIVE;
    }

    /** Whether it blocks INSERT, UPDATE and DELETE. */
    public boolean blocksWrites() {
        return compareTo(SHARE) >= 0;
    }

    /** What it blocks, in words: {@code "reads and writes"}, {@code "writes"} or {@code "nothing"}. */
    public String blocks() {
        return blocksReads() ? "reads and writes" : blocksWrites() ? "writes" : "nothing";
    }

    /** As in SQL: {@code ACCESS EXCLUSIVE}. */
    @Override
    public String toString() {
        return name().replace('_', ' ');
    }
}
