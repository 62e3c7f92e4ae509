/**
 * The entities of the project that the migrator's tests use; its changelog is in {@code src/test/resources/project}. Both are
 * frozen: they are the state that README.md describes, and do not follow later changes to the entities and changelog of the
 * service.
 */
package com.jarvis.testing.model;
