/**
 * Runs migrations on a throw-away server and records what each statement did there: locks, rewrites, scans, catalog changes.
 */
package com.jarvis.migrator.lint.trace;
