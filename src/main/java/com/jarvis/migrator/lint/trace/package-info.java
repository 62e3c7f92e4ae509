/**
 * What each statement of a migration did on the throw-away server: locks, rewrites, scans, changes to the catalog.
 */
package com.jarvis.migrator.lint.trace;
