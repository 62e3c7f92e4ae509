/** A schema for people to look at: an entity-relationship diagram and tables, in Markdown. */
package com.jarvis.migrator.picture;
