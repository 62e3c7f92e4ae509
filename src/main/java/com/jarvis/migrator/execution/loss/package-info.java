/**
 * What statements did to the data of a database, measured in their transaction: no SQL text is read. It knows PostgreSQL only,
 * neither Liquibase nor a changelog.
 */
package com.jarvis.migrator.execution.loss;
