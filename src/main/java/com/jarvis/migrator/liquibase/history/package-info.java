/** The changelog and {@code databasechangelog} as this project sees them. */
package com.jarvis.migrator.liquibase.history;
