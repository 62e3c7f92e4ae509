/**
 * The entities of the project that the migrator's tests work on; its changelog is in {@code
 * src/test/resources/project}. Both are frozen: they are the state that README.md describes, and do not follow what
 * becomes of the service's own entities and changelog.
 */
package com.jarvis.testing.model;
