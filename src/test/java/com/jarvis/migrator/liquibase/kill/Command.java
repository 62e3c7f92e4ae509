package com.jarvis.migrator.liquibase.kill;

/** The commands that are killed. */
enum Command {
    UPDATE(false),
    /** Three migrations in one transaction, with {@code -Dallow=drop}. */
    ROLLBACK(true),
    /** The same without: it would destroy data. */
    ROLLBACK_REFUSED(false),
    DROP_ALL(true),
    DROP_ALL_REFUSED(false),
    DIFF(false);

    private final boolean isLossAllowed;

    Command(boolean isLossAllowed) {
        this.isLossAllowed = isLossAllowed;
    }

    /** Whether it runs with {@code -Dallow=drop}. */
    boolean isLossAllowed() {
        return isLossAllowed;
    }

    boolean isRefused() {
        return this == ROLLBACK_REFUSED || this == DROP_ALL_REFUSED;
    }
}
