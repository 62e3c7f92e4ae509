package com.jarvis.migrator.liquibase.history;

import com.jarvis.migrator.changelog.TextResource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.resource.AbstractResourceAccessor;
import liquibase.resource.Resource;
import liquibase.resource.ResourceAccessor;

/** The files of a changelog, and some that are not written yet. */
final class AddedFiles extends AbstractResourceAccessor {

    private final ResourceAccessor files;
    private final Map<String, String> added;

    /** @param added the texts by path, as Liquibase looks them up */
    AddedFiles(ResourceAccessor files, Map<String, String> added) {
        this.files = files;
        this.added = added;
    }

    @Override
    public List<Resource> getAll(String path) throws IOException {
        String text = added.get(DatabaseChangeLog.normalizePath(path));
        return text == null ? files.getAll(path) : List.of(new TextResource(path, text));
    }

    @Override
    public List<Resource> search(String path, boolean recursive) throws IOException {
        List<Resource> found = new ArrayList<>(files.search(path, recursive));
        String folder = path.isEmpty() || path.endsWith("/") ? path : path + "/";
        added.forEach((file, text) -> {
            if (file.startsWith(folder) && (recursive || file.indexOf('/', folder.length()) < 0)) {
                found.add(new TextResource(file, text));
            }
        });
        return found;
    }

    @Override
    public List<String> describeLocations() {
        return files.describeLocations();
    }

    /** Closes nothing: the files belong to the wrapped accessor. */
    @Override
    public void close() {}
}
