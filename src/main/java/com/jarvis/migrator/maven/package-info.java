/** What the migrator sets in Liquibase's Maven plugin, if it is a dependency of the plugin. */
package com.jarvis.migrator.maven;
