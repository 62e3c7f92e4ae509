/**
 * The entry point of the runnable jar. The packages below hold the classes that Liquibase finds in {@code
 * META-INF/services} and what they need; no other package may use them.
 */
package com.jarvis.migrator.liquibase;
