/**
 * Compares two catalogs and returns the operations that lead from one to the other, in phases. Pure: no connection, no
 * Liquibase; the tests take milliseconds.
 */
package com.jarvis.migrator.diff;
