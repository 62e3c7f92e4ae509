/**
 * One class for each Liquibase command that we override: it reads the arguments, calls the use case and prints the outcome.
 */
package com.jarvis.migrator.liquibase.goal;
