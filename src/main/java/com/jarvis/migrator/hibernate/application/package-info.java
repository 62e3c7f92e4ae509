/**
 * What the application gives Hibernate when it starts: the settings in its files, its framework's defaults, and the classes and
 * mapping files that it lists. Never the URL, user or password of its database.
 */
package com.jarvis.migrator.hibernate.application;
