/** The catalog of the throw-away server by object id, before and after a statement. No rules here. */
package com.jarvis.migrator.lint.snapshot;
