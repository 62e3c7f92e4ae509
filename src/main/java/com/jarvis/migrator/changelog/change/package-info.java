/** An operation as a Liquibase change if one has exactly the same effect, and as {@code sql} otherwise. */
package com.jarvis.migrator.changelog.change;
