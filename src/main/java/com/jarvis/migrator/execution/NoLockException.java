package com.jarvis.migrator.execution;

import com.jarvis.migrator.lock.LockSettings;
import com.jarvis.migrator.lock.Session;
import java.util.List;
import liquibase.exception.DatabaseException;

/** All attempts to get a lock are used up. */
public class NoLockException extends DatabaseException {

    private final transient LockSettings settings;
    private final transient FailedStatement failed;
    private final transient List<Session> blockers;

    NoLockException(LockSettings settings, FailedStatement failed, List<Session> blockers, Exception cause) {
        super(cause);
        this.settings = settings;
        this.failed = failed;
        this.blockers = blockers;
    }

    public LockSettings settings() {
        return settings;
    }

    public FailedStatement failed() {
        return failed;
    }

    /** Who stood in the way, the longest transaction first; empty where that is not known. */
    public List<Session> blockers() {
        return blockers;
    }
}
