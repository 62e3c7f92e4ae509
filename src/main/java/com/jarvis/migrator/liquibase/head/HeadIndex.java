package com.jarvis.migrator.liquibase.head;

import com.jarvis.migrator.BuildFolder;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * A changelog of which nothing is pending in a database that has run exactly this history. It holds for one set of settings and
 * for the files as they were.
 *
 * @param settings as {@link HeadSettings#digest} names them
 * @param history as {@link History#digest} names it
 * @param files all paths that were looked up to read the changelog
 */
public record HeadIndex(String settings, String history, List<FileState> files) {

    /** Its name in the runnable jar. */
    public static final String PACKED = "META-INF/jarvis-head.bin";

    private static final String FORMAT = "jarvis head 1";

    /**
     * The index of a changelog that has just been read.
     *
     * @param lookups each {@code = <path>} of a file, {@code - <path>} or {@code * <path>} of a folder that was listed
     * @param locations where Liquibase searched: folders and libraries
     * @param sources the folder with the files that a person edits, of which a location may have copies
     * @return empty if it was not read from files
     * @throws IOException if a file cannot be read
     */
    public static Optional<HeadIndex> of(
            String settings, String history, Collection<String> lookups, List<String> locations, Path sources)
            throws IOException {
        return Lookups.of(lookups, locations, sources).map(files -> new HeadIndex(settings, history, files));
    }

    /**
     * The index of a changelog that is packed into the runnable jar.
     *
     * @param lookups as for {@link #of}
     * @param root the folder whose files are at the root of the jar
     * @return empty if a folder was listed
     * @throws IOException if a file cannot be read
     */
    public static Optional<HeadIndex> packed(String settings, String history, Collection<String> lookups, Path root)
            throws IOException {
        List<FileState> files = new ArrayList<>();
        for (String lookup : lookups) {
            if (!lookup.startsWith("= ")) {
                return Optional.empty();
            }
            files.add(PackedFile.of(root, lookup.substring(2)));
        }
        return Optional.of(new HeadIndex(settings, history, files));
    }

    /** The index of a project, in its build folder. */
    public static Path file(Path project) {
        return BuildFolder.of(project).resolve("jarvis-head.bin");
    }

    /** Writes it; without a build folder, or if that fails, there is none. */
    public void write(Path file) {
        BuildFolder.write(file, bytes -> {
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeUTF(FORMAT);
            out.writeUTF(settings);
            out.writeUTF(history);
            out.writeInt(files.size());
            for (FileState state : files) {
                out.writeUTF(state.path());
                out.writeLong(state.size());
                out.writeLong(state.modified());
                out.writeLong(state.changed());
                out.writeUTF(state.digest());
            }
        });
    }

    /** The index of a project, if it holds for the settings and if all that was looked up is as it was. */
    static Optional<HeadIndex> of(Path file, HeadSettings given) {
        return given.digest() == null
                ? Optional.empty()
                : BuildFolder.read(file, HeadIndex::read)
                        .filter(index -> index.settings.equals(given.digest()))
                        .filter(HeadIndex::isOfTheseFiles);
    }

    /** The index of the changelog that a jar holds, if it holds for the settings and if the jar's files are as they were. */
    static Optional<HeadIndex> inJar(Path path, HeadSettings given) {
        try (JarFile jar = new JarFile(path.toFile())) {
            ZipEntry entry = given.digest() == null ? null : jar.getEntry(PACKED);
            if (entry == null) {
                return Optional.empty();
            }
            try (InputStream in = new BufferedInputStream(jar.getInputStream(entry))) {
                return read(in).filter(index -> index.settings.equals(given.digest()))
                        .filter(index -> index.files.stream().allMatch(file -> PackedFile.isSame(jar, file)));
            }
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<HeadIndex> read(InputStream bytes) throws IOException {
        DataInputStream in = new DataInputStream(bytes);
        if (!in.readUTF().equals(FORMAT)) {
            return Optional.empty();
        }
        String settings = in.readUTF();
        String history = in.readUTF();
        List<FileState> files = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            files.add(new FileState(in.readUTF(), in.readLong(), in.readLong(), in.readLong(), in.readUTF()));
        }
        return Optional.of(new HeadIndex(settings, history, files));
    }

    private boolean isOfTheseFiles() {
        try {
            for (FileState file : files) {
                if (!file.isSame()) {
                    return false;
                }
            }
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }
}
