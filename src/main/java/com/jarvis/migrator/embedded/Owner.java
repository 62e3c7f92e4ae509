package com.jarvis.migrator.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who the server's programs run as. PostgreSQL refuses to run as root, so root runs them as the owner of the project's
 * folder; where that is root as well, in a user namespace in which root is nobody ({@code unshare --user}).
 *
 * @param prefix what goes before a command to run it as the owner; empty for everybody but root
 */
record Owner(int user, int group, List<String> prefix) {

    /** @param folder the folder that the server's files are in */
    static Owner of(Path folder) throws IOException {
        Path self = Path.of("/proc/self");
        if (!Files.exists(self) || uid(self) != 0) {
            return new Owner(-1, -1, List.of());
        }
        int user = uid(folder);
        int group = (Integer) Files.getAttribute(folder, "unix:gid");
        if (user == 0) {
            return new Owner(0, 0, List.of("unshare", "--user", "--"));
        }
        return new Owner(
                user, group, List.of("setpriv", "--reuid=" + user, "--regid=" + group, "--clear-groups", "--"));
    }

    /** Gives the owner what root made for it. */
    void take(Path path) throws IOException {
        if (user <= 0) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.setAttribute(file, "unix:uid", user, java.nio.file.LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(file, "unix:gid", group, java.nio.file.LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    private static int uid(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid");
    }
}
