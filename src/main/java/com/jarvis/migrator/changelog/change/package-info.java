/** An operation as a Liquibase change where one says exactly the same, and as {@code sql} otherwise. */
package com.jarvis.migrator.changelog.change;
