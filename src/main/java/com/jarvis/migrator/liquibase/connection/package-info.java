/** Which database a goal works on, and why it could not be reached. */
package com.jarvis.migrator.liquibase.connection;
