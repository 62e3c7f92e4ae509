/** {@code schema.md}: a schema for people to look at, an entity-relationship diagram and tables in Markdown. */
package com.jarvis.migrator.schemadoc;
