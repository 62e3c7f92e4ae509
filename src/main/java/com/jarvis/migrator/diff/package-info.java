/**
 * Compares two catalogs and gives the operations between them, in phases. Pure: no connection, no Liquibase, tested in
 * milliseconds.
 */
package com.jarvis.migrator.diff;
