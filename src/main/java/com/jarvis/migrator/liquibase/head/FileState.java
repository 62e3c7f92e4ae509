package com.jarvis.migrator.liquibase.head;

import com.jarvis.migrator.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a path was when the changelog was read: a file, a folder with the names below it, or nothing.
 *
 * @param path absolute
 * @param size in bytes; {@link #MISSING} or {@link #FOLDER}
 * @param modified when the content was written last, in nanoseconds since 1970; {@link #UNSURE} if the time does not tell
 * @param changed when the file itself was changed last (ctime), which no program can set back; in nanoseconds as well
 * @param digest SHA-256 of the content, or of a folder's names; empty for a path that is missing and for a library
 */
record FileState(String path, long size, long modified, long changed, String digest) {

    static final long MISSING = -1;
    static final long FOLDER = -2;

    /** A time that is no proof, so that the content is read again. */
    static final long UNSURE = Long.MIN_VALUE;

    /** The same time may stand for a later change as well, if a file system's clock is coarse (git's "racy" files). */
    private static final long RACY = 2_000_000_000L;

    /**
     * The state of a path as it is now.
     *
     * @throws IOException if it cannot be read
     */
    static FileState of(Path path) throws IOException {
        if (Files.notExists(path)) {
            return new FileState(path.toString(), MISSING, UNSURE, UNSURE, "");
        }
        if (Files.isDirectory(path)) {
            return new FileState(path.toString(), FOLDER, UNSURE, UNSURE, names(path));
        }
        long now = nanos(FileTime.fromMillis(System.currentTimeMillis()));
        Times times = Times.of(path);
        String digest = Digest.of(Files.readAllBytes(path));
        return times.isBefore(now - RACY)
                ? new FileState(path.toString(), times.size, times.modified, times.changed, digest)
                : new FileState(path.toString(), times.size, UNSURE, UNSURE, digest);
    }

    /** The state of a library: it is large, so that its content is not read. */
    static FileState ofLibrary(Path path) throws IOException {
        Times times = Times.of(path);
        return new FileState(path.toString(), times.size, times.modified, times.changed, "");
    }

    /** Whether the path is as it was. */
    boolean isSame() throws IOException {
        Path file = Path.of(path);
        if (size == MISSING) {
            return Files.notExists(file);
        }
        if (size == FOLDER) {
            return Files.isDirectory(file) && names(file).equals(digest);
        }
        if (!Files.isRegularFile(file)) {
            return false;
        }
        Times times = Times.of(file);
        if (times.size != size) {
            return false;
        }
        return times.modified == modified && times.changed == changed && changed != UNSURE
                || !digest.isEmpty() && Digest.of(Files.readAllBytes(file)).equals(digest);
    }

    private static String names(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return Digest.of(files.map(file -> folder.relativize(file) + (Files.isDirectory(file) ? "/" : ""))
                    .sorted()
                    .collect(Collectors.joining("\n")));
        }
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }

    /** What the file system tells of a file without reading it; {@link #UNSURE} where it has no ctime. */
    private record Times(long size, long modified, long changed) {

        static Times of(Path file) throws IOException {
            try {
                Map<String, Object> times = Files.readAttributes(file, "unix:size,lastModifiedTime,ctime");
                return new Times(
                        (Long) times.get("size"), nanos((FileTime) times.get("lastModifiedTime")), nanos((FileTime)
                                times.get("ctime")));
            } catch (UnsupportedOperationException | IllegalArgumentException e) {
                return new Times(Files.size(file), UNSURE, UNSURE);
            }
        }

        boolean isBefore(long time) {
            return changed != UNSURE && modified < time && changed < time;
        }
    }
}
