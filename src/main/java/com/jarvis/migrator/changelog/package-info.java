/**
 * A migration as a file: its name, its text, its place in the master changelog, and the checks of these files. How an
 * operation becomes a Liquibase change is in {@code changelog.change}.
 */
package com.jarvis.migrator.changelog;
