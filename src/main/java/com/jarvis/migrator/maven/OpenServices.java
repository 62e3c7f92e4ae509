package com.jarvis.migrator.maven;

import java.util.List;
import liquibase.servicelocator.StandardServiceLocator;

/**
 * The services of Liquibase without those of liquibase-commercial, which the Maven plugin 4.33 brings: they replace the same
 * commands as this project does, and Liquibase stops if a command is replaced twice (CommandFactory.validateOverrides).
 */
public final class OpenServices extends StandardServiceLocator {

    private static final List<String> COMMERCIAL =
            List.of("com.datical.", "liquibase.license.pro.", "liquibase.configuration.pro.");

    @Override
    public int getPriority() {
        return PRIORITY_DATABASE;
    }

    @Override
    public <T> List<T> findInstances(Class<T> type) {
        return super.findInstances(type).stream()
                .filter(service -> isOpen(service.getClass().getName()))
                .toList();
    }

    private static boolean isOpen(String name) {
        return COMMERCIAL.stream().noneMatch(name::startsWith);
    }
}
