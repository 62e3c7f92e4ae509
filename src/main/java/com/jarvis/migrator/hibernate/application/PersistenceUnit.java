package com.jarvis.migrator.hibernate.application;

import java.net.URI;
import java.util.List;

/**
 * The part of a persistence unit that says which classes are mapped (Jakarta Persistence 3.1, 8.2).
 *
 * @param classes those that it lists
 * @param roots the directories and jars whose mapped classes belong to it as well
 */
public record PersistenceUnit(String name, List<String> classes, List<URI> roots) {}
