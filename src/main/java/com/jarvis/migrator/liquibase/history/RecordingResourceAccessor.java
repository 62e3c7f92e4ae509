package com.jarvis.migrator.liquibase.history;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import liquibase.resource.AbstractResource;
import liquibase.resource.AbstractResourceAccessor;
import liquibase.resource.Resource;
import liquibase.resource.ResourceAccessor;
import liquibase.util.MD5Util;

/**
 * Records each file that Liquibase looks up, and its digest. While all look-ups give the same result again, the changelog
 * is unchanged.
 */
public final class RecordingResourceAccessor extends AbstractResourceAccessor {

    private final ResourceAccessor files;
    private final Map<String, String> found = new TreeMap<>();
    private boolean parameters;

    /** @param files where the files are */
    public RecordingResourceAccessor(ResourceAccessor files) {
        this.files = files;
    }

    /** @param before what was recorded already */
    public RecordingResourceAccessor(ResourceAccessor files, RecordingResourceAccessor before) {
        this(files);
        found.putAll(before.found);
        parameters = before.parameters;
    }

    /** The files' addresses and digests, by look-up. */
    public Map<String, String> found() {
        return found;
    }

    /** The folders whose files were listed. */
    Set<String> searched() {
        return found.keySet().stream()
                .filter(lookup -> !lookup.startsWith("="))
                .map(lookup -> lookup.substring(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether a file has a {@code ${parameter}}, whose value may come from anywhere. */
    public boolean haveParameters() {
        return parameters;
    }

    /** Whether the recorded look-ups give the same result again. */
    boolean findAgain(Map<String, String> before) throws IOException {
        for (String lookup : before.keySet()) {
            String path = lookup.substring(2);
            if (lookup.startsWith("=")) {
                getAll(path);
            } else {
                search(path, lookup.startsWith("*"));
            }
            if (!before.get(lookup).equals(found.get(lookup))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public List<Resource> getAll(String path) throws IOException {
        return note("= " + path, files.getAll(path), true);
    }

    @Override
    public List<Resource> search(String path, boolean recursive) throws IOException {
        return note((recursive ? "* " : "- ") + path, files.search(path, recursive), false);
    }

    private List<Resource> note(String lookup, List<Resource> resources, boolean contents) throws IOException {
        if (!found.containsKey(lookup)) {
            StringBuilder noted = new StringBuilder();
            for (Resource resource : resources == null ? List.<Resource>of() : resources) {
                noted.append(resource.getUri()).append(' ');
                if (contents && resource.exists()) {
                    noted.append(digest(resource)).append(' ');
                }
            }
            found.put(lookup, noted.toString());
        }
        return resources == null
                ? null
                : resources.stream().<Resource>map(RecordedResource::new).toList();
    }

    private String digest(Resource resource) throws IOException {
        try (InputStream in = resource.openInputStream()) {
            byte[] content = in.readAllBytes();
            parameters |= new String(content, StandardCharsets.ISO_8859_1).contains("${");
            return MD5Util.computeMD5(new ByteArrayInputStream(content));
        }
    }

    /** A file from which Liquibase may reach others without a look-up. */
    private final class RecordedResource extends AbstractResource {

        private final Resource file;

        RecordedResource(Resource file) {
            super(file.getPath(), file.getUri());
            this.file = file;
        }

        @Override
        public InputStream openInputStream() throws IOException {
            getAll(getPath());
            return file.openInputStream();
        }

        @Override
        public boolean exists() {
            try {
                getAll(getPath());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return file.exists();
        }

        @Override
        public Resource resolve(String other) {
            return new RecordedResource(file.resolve(other));
        }

        @Override
        public Resource resolveSibling(String other) {
            return new RecordedResource(file.resolveSibling(other));
        }
    }

    @Override
    public List<String> describeLocations() {
        return files.describeLocations();
    }

    /** Closes nothing: the files belong to the wrapped accessor. */
    @Override
    public void close() {}
}
