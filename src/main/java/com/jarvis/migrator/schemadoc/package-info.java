/** {@code schema.md}: a schema for reviewers, as an entity-relationship diagram and tables in Markdown. */
package com.jarvis.migrator.schemadoc;
