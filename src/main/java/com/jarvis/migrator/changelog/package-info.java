/**
 * A migration as a file: its name, its text, its place in the master changelog, and the checks of these files.
 * {@code changelog.change} turns operations into Liquibase changes.
 */
package com.jarvis.migrator.changelog;
