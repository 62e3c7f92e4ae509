/**
 * The runnable jar's entry point. The packages below hold what Liquibase finds by {@code META-INF/services} and what
 * that needs; nothing outside may use them.
 */
package com.jarvis.migrator.liquibase;
