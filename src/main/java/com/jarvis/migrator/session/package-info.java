/**
 * The migrator's own session: its default schema, the settings that every connection gets, the settings that a migration
 * changed, and what to do when the connection falls silent. No Liquibase here.
 */
package com.jarvis.migrator.session;
