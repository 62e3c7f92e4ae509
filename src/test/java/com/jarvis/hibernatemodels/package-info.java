/** Runs the migrator on the models of Hibernate's own tests; {@code src/hibernate-models/README.md} says how. */
package com.jarvis.hibernatemodels;
