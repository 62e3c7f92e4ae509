/** Changesets, statements, locks and history as Liquibase runs them for us. */
package com.jarvis.migrator.liquibase.execution;
