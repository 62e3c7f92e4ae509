package com.jarvis.migrator.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The user that the server's programs run as. PostgreSQL refuses to run as root, so root runs them as the owner of the
 * project's folder. If that is root, too, they run in a user namespace in which root is nobody ({@code unshare --user}), or
 * as the user nobody if namespaces are forbidden, as in a Docker container.
 *
 * @param prefix the command prefix that switches to the owner; empty unless the current user is root
 */
record Owner(int user, int group, List<String> prefix) {

    private static final int NOBODY = 65534;

    /** @param folder the folder of the server's files */
    static Owner of(Path folder) throws IOException, InterruptedException {
        Path self = Path.of("/proc/self");
        if (!Files.exists(self) || uid(self) != 0) {
            return new Owner(-1, -1, List.of());
        }
        int user = uid(folder);
        int group = (Integer) Files.getAttribute(folder, "unix:gid");
        if (user == 0) {
            List<String> namespace = List.of("unshare", "--user", "--");
            if (works(namespace)) {
                return new Owner(0, 0, namespace);
            }
            user = NOBODY;
            group = NOBODY;
        }
        return new Owner(
                user, group, List.of("setpriv", "--reuid=" + user, "--regid=" + group, "--clear-groups", "--"));
    }

    /** Whether the programs run as a user who cannot read the current user's files. */
    boolean isAnother() {
        return user > 0;
    }

    private static boolean works(List<String> prefix) throws InterruptedException {
        List<String> command = new ArrayList<>(prefix);
        command.add("true");
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // The program does not exist.
        }
    }

    /** Changes the owner of a file or folder that root created. */
    void take(Path path) throws IOException {
        if (user <= 0) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.setAttribute(file, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(file, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    private static int uid(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid");
    }
}
