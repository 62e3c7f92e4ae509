/** Locks between commands: the advisory lock of a database, the lock of a project's files, and how long to wait. */
package com.jarvis.migrator.lock;
