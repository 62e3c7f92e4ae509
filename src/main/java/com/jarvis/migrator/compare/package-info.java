/**
 * Compares the live database with the model, and refuses changes that cannot work. What the migration needs besides
 * them, for example for existing rows, is decided in {@code plan}.
 */
package com.jarvis.migrator.compare;
