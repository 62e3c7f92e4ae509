package com.jarvis.migrator.changelog;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import liquibase.resource.AbstractResource;
import liquibase.resource.Resource;
import liquibase.resource.ResourceAccessor.NotFoundResource;

/** A file of a changelog that is not written yet; one on the disk could be left behind. */
public final class TextResource extends AbstractResource {

    private final byte[] text;

    /** @param path as Liquibase looks it up */
    public TextResource(String path, String text) {
        super(path, URI.create("memory:/" + path.replace(' ', '+')));
        this.text = text.getBytes(StandardCharsets.UTF_8);
    }

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
        throw new UnsupportedOperationException("A file is no folder");
    }

    /** The other file's path, by which the accessor finds it. */
    @Override
    public Resource resolveSibling(String other) {
        return new NotFoundResource(getPath().replaceFirst("[^/]*$", "") + other, null);
    }
}
