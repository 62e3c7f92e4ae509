/**
 * The model of an application, as the rest of the migrator sees it: without Hibernate's types, since Hibernate is the
 * application's own, in whatever version, and may have a class loader of its own.
 */
package com.jarvis.migrator.model;
