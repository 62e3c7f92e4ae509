package com.jarvis.migrator.execution;

import com.jarvis.migrator.lock.LockSettings;
import com.jarvis.migrator.lock.Session;
import java.util.List;
import liquibase.exception.DatabaseException;

/** No attempt got the lock. */
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

    /** The settings of the attempts. */
    public LockSettings settings() {
        return settings;
    }

    /** The statement that got no lock. */
    public FailedStatement failed() {
        return failed;
    }

    /** The sessions that blocked the last attempt, the longest transaction first; empty if they are not known. */
    public List<Session> blockers() {
        return blockers;
    }
}
