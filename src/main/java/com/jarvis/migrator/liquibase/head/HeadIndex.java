package com.jarvis.migrator.liquibase.head;

import com.jarvis.migrator.BuildFolder;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    /** Some hundred thousand files. */
    private static final long MOST_BYTES = 64L << 20;

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
        if (!Files.isDirectory(file.getParent())) {
            return;
        }
        try {
            Files.deleteIfExists(file); // where it is a link, it leads to a file of somebody else
            try (var out = new DataOutputStream(
                    new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)))) {
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
            }
        } catch (IOException e) {
            file.toFile().delete();
        }
    }

    /** Reads it; empty if there is none, or if it is not what {@link #write} writes. A branch may bring such a file. */
    static Optional<HeadIndex> read(Path file) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MOST_BYTES) {
                return Optional.empty();
            }
            try (InputStream in = Files.newInputStream(file)) {
                return read(in);
            }
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Reads the index of the changelog that a jar holds; empty if there is none, or if a file is not as it was. */
    static Optional<HeadIndex> inJar(Path path) {
        try (JarFile jar = new JarFile(path.toFile())) {
            ZipEntry entry = jar.getEntry(PACKED);
            if (entry == null) {
                return Optional.empty();
            }
            try (InputStream in = jar.getInputStream(entry)) {
                return read(in).filter(index -> index.files.stream().allMatch(file -> PackedFile.isSame(jar, file)));
            }
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<HeadIndex> read(InputStream bytes) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(bytes));
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

    /** Whether all that was looked up is as it was. */
    boolean isOfTheseFiles() {
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
