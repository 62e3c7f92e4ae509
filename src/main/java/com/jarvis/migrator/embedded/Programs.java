package com.jarvis.migrator.embedded;

import com.jarvis.migrator.Checksum;
import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * PostgreSQL's programs in this user's cache, for servers that live as long as a command. Nobody else may write there: a
 * folder that belongs to another user or that others can write is refused, and so are programs that changed after they were
 * unpacked.
 *
 * @param folder with initdb, pg_ctl and postgres in {@code bin}
 * @param majorVersion of PostgreSQL
 * @param areCached whether it is in this user's cache
 */
record Programs(Path folder, int majorVersion, boolean areCached) {

    private static final Set<PosixFilePermission> WRITABLE_BY_OTHERS =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    /** The file with the checksums of the programs, written when they were unpacked. */
    private static final String CHECKSUMS = "checksums";

    /**
     * The programs, which are unpacked on first use.
     *
     * @param binaries what to unpack
     * @param owner who runs the programs
     * @param otherwise where to unpack them for this time only, if the owner cannot read this user's cache or there is none
     * @throws MigratorException if the cache cannot be trusted
     */
    static Programs of(Binaries binaries, Owner owner, Path otherwise) throws IOException, MigratorException {
        Path cache = cache();
        if (cache == null || owner.isAnother() || !isUsable(cache)) {
            Path folder = otherwise.resolve(binaries.name());
            binaries.unpack(folder);
            owner.take(folder);
            return new Programs(folder, binaries.majorVersion(), false);
        }
        requireOwn(cache);
        Path folder = cache.resolve("programs-" + binaries.name());
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            unpack(binaries, cache, folder);
        }
        requireOwn(folder);
        if (!Files.readString(folder.resolve(CHECKSUMS)).equals(Checksum.ofFolder(folder.resolve("bin")))) {
            throw new MigratorException("""
                    PostgreSQL's programs in %1$s changed after they were unpacked, so they were not run.
                    If you did not change them, find out who did. To unpack them again:
                      rm -rf %1$s""".formatted(folder));
        }
        return new Programs(folder, binaries.majorVersion(), true);
    }

    /** The path of a program. */
    String program(String name) {
        return folder.resolve("bin").resolve(name).toString();
    }

    private static void unpack(Binaries binaries, Path cache, Path folder) throws IOException {
        Path half = Files.createTempDirectory(cache, "new");
        binaries.unpack(half);
        Files.writeString(half.resolve(CHECKSUMS), Checksum.ofFolder(half.resolve("bin")));
        publish(half, folder);
    }

    /** Two commands may fill the cache at the same time: each a folder of its own, and the first to finish wins. */
    static void publish(Path half, Path folder) throws IOException {
        try {
            Files.move(half, folder);
        } catch (IOException e) {
            Folder.remove(half);
            if (!Files.exists(folder)) {
                throw e;
            }
        }
    }

    /** {@code ~/.cache/jarvis-migrator}, or where XDG_CACHE_HOME says; null if this user has no home. */
    private static Path cache() {
        String given = System.getenv("XDG_CACHE_HOME");
        String home = System.getProperty("user.home");
        if (given != null && Path.of(given).isAbsolute()) {
            return Path.of(given, "jarvis-migrator");
        }
        return home == null || !Path.of(home).isAbsolute() ? null : Path.of(home, ".cache", "jarvis-migrator");
    }

    private static boolean isUsable(Path cache) {
        try {
            if (!Files.exists(cache)) {
                Files.createDirectories(cache.getParent());
                if (Files.getFileStore(cache.getParent()).supportsFileAttributeView("posix")) {
                    Files.createDirectory(
                            cache, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                } else {
                    Files.createDirectory(cache);
                }
            }
            return Files.isWritable(cache);
        } catch (FileAlreadyExistsException e) {
            return Files.isWritable(cache);
        } catch (IOException e) {
            return false;
        }
    }

    static void requireOwn(Path folder) throws IOException, MigratorException {
        if (!Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            return;
        }
        boolean link = Files.isSymbolicLink(folder);
        Path self = Files.createTempFile("jarvis", null);
        try {
            boolean own = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(self));
            boolean open = Files.getPosixFilePermissions(folder).stream().anyMatch(WRITABLE_BY_OTHERS::contains);
            if (link || !own || open) {
                throw new MigratorException("""
                        %1$s %2$s, so PostgreSQL's programs in it were not run.
                        It has to be a folder that you own and that only you can write. To create it again:
                          rm -rf %1$s""".formatted(
                                folder,
                                link
                                        ? "is a symbolic link"
                                        : own ? "can be written by other users" : "belongs to another user"));
            }
        } finally {
            Files.delete(self);
        }
    }
}
