/**
 * The steps from one catalog to another, and their text for the console. No SQL and no comparison belongs here.
 */
package com.jarvis.migrator.operation;
