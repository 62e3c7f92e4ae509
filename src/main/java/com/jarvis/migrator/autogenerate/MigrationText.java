package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.changelog.Migration;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import liquibase.resource.AbstractResource;
import liquibase.resource.AbstractResourceAccessor;
import liquibase.resource.Resource;

/** Lets Liquibase parse a migration that is not written yet: its text is the only resource. A file could be left behind. */
final class MigrationText extends AbstractResourceAccessor {

    private final Resource resource;

    MigrationText(Migration migration) {
        byte[] text = migration.text().getBytes(StandardCharsets.UTF_8);
        resource = new AbstractResource(migration.fileName(), URI.create("memory:/" + migration.fileName())) {
            @Override
            public InputStream openInputStream() {
                return new ByteArrayInputStream(text);
            }

            @Override
            public boolean exists() {
                return true;
            }

            @Override
            public Resource resolve(String other) {
                throw new UnsupportedOperationException("A migration stands alone");
            }

            @Override
            public Resource resolveSibling(String other) {
                return resolve(other);
            }
        };
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
