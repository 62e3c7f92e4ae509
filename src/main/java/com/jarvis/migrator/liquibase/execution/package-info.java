/** Our versions of Liquibase's services that run changesets and statements, take the lock and write the history. */
package com.jarvis.migrator.liquibase.execution;
