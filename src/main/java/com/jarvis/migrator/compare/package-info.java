/**
 * Compares the live database with the model, and refuses what the comparison must not do. It decides what changes; what
 * else the migration needs for the rows is decided in {@code plan}.
 */
package com.jarvis.migrator.compare;
