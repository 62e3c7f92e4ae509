package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.BuildFolder;
import com.jarvis.migrator.Checksum;
import com.jarvis.migrator.Digest;
import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file in the build folder that caches a slow result from one goal to the next. A file that cannot be read or written is
 * ignored, and the result computed again. A branch can bring such a file, so it is not trusted: one that is too large, that is a
 * link, or that has other classes than the results, is ignored as well.
 */
public record CacheFile<T extends Serializable>(Path file, Class<T> type) {

    /**
     * Our records and what they are made of. The limits leave room for twice the depth of a catalog, and for as many references
     * as such a file has place for; sets that contain sets would take time that doubles with each level.
     */
    private static final ObjectInputFilter EXPECTED = ObjectInputFilter.Config.createFilter(
            "maxdepth=24;maxarray=1000000;maxrefs=10000000;com.jarvis.migrator.**;java.base/java.lang.*;java.base/java.util.*;!*");

    /** Those of folders with classes, which a process computes once. */
    private static final Map<Path, String> CHECKSUMS = new ConcurrentHashMap<>();

    /** @param project the base directory; without a build folder in it, nothing is cached */
    public static <T extends Serializable> CacheFile<T> in(Path project, String name, Class<T> type) {
        return new CacheFile<>(BuildFolder.of(project).resolve(name), type);
    }

    /** Writes the value; a failure deletes the file. */
    public void write(T kept) {
        BuildFolder.write(file, bytes -> {
            ObjectOutputStream out = new ObjectOutputStream(bytes);
            out.writeObject(version());
            out.writeObject(kept);
            out.flush();
        });
    }

    /** The cached value; empty if the file is missing, incomplete, from another version or not what we write. */
    public Optional<T> read() {
        return BuildFolder.read(file, bytes -> {
            ObjectInputStream in = new ObjectInputStream(bytes);
            in.setObjectInputFilter(EXPECTED);
            return version().equals(in.readObject()) ? Optional.of(type.cast(in.readObject())) : Optional.empty();
        });
    }

    /**
     * The version of the migrator: its jar and when that was written or, in its own project, a checksum of its classes, as each
     * compilation writes them again. A record of another version would be read with null for the components that it lacks: the
     * serial version of each record is 0 (Java Object Serialization, 1.13).
     */
    private String version() throws IOException {
        try {
            Path classes = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (!Files.isDirectory(classes)) {
                return classes + " " + Files.getLastModifiedTime(classes);
            }
            String known = CHECKSUMS.get(classes);
            if (known == null) {
                known = Digest.of(Checksum.ofFolder(
                        classes.resolve(MigratorException.class.getPackageName().replace('.', '/'))));
                CHECKSUMS.put(classes, known);
            }
            return classes + " " + known;
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }
}
