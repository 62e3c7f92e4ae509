package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.changelog.TextResource;
import java.util.List;
import liquibase.resource.AbstractResourceAccessor;
import liquibase.resource.Resource;

/** Lets Liquibase parse a migration that is not written yet: its text is the only resource. A file could be left behind. */
final class MigrationText extends AbstractResourceAccessor {

    private final Resource resource;

    MigrationText(String fileName, String text) {
        resource = new TextResource(fileName, text);
    }

    @Override
    public List<Resource> getAll(String path) {
        return path.equals(resource.getPath()) ? List.of(resource) : List.of();
    }

    @Override
    public List<Resource> search(String path, boolean recursive) {
        return List.of();
    }

    @Override
    public List<String> describeLocations() {
        return List.of("memory");
    }

    @Override
    public void close() {}
}
