/** The catalog of the throw-away server by oid, before and after a statement. It judges nothing. */
package com.jarvis.migrator.lint.snapshot;
