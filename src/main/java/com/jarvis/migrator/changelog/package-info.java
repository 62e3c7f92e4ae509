/** How a list of operations is written down: as Liquibase changes, as one migration file, and in the master changelog. */
package com.jarvis.migrator.changelog;
