/**
 * From entities to the DDL that Hibernate would run for them. Nothing outside needs Hibernate's {@code Metadata}.
 */
package com.jarvis.migrator.hibernate;
