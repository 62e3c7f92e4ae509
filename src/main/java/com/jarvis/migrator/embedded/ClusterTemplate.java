package com.jarvis.migrator.embedded;

import com.jarvis.migrator.Digest;
import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A cluster as initdb creates it, beside the programs in this user's cache. A server that lives as long as a command starts on
 * a copy, which takes a tenth of initdb's time. Only this user can read its password.
 *
 * @param folder contains the cluster and its password
 */
record ClusterTemplate(Path folder) {

    /**
     * The template of clusters with these settings; it is created on first use.
     *
     * @param programs in this user's cache
     * @param owner who runs them
     * @param user the superuser
     * @param settings {@code name=value}
     * @throws IOException if initdb fails, with its output
     * @throws MigratorException if others can write to the template
     */
    static ClusterTemplate of(Programs programs, Owner owner, String user, String... settings)
            throws IOException, InterruptedException, MigratorException {
        Initdb any = new Initdb(Path.of(""), user, "", Path.of(""), programs.majorVersion());
        String all = String.join(" ", any.arguments(settings)) + any.configuration(settings);
        String version = programs.folder().getFileName().toString().replaceFirst("^programs-", "cluster-");
        Path folder =
                programs.folder().resolveSibling(version + "-" + Digest.of(all).substring(0, 12));
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            Path half = Files.createTempDirectory(folder.getParent(), "new");
            create(half, programs, owner, user, settings);
            Programs.publish(half, folder);
        }
        Programs.requireOwn(folder);
        return new ClusterTemplate(folder);
    }

    private static void create(Path half, Programs programs, Owner owner, String user, String... settings)
            throws IOException, InterruptedException {
        ClusterTemplate template = new ClusterTemplate(half);
        Initdb initdb = Initdb.of(template.data(), user, template.passfile(), programs.majorVersion());
        Initdb.writeSecret(template.passfile(), initdb.password(), owner);
        Path log = half.resolve("log");
        List<String> command = new ArrayList<>(owner.prefix());
        command.add(programs.program("initdb"));
        command.addAll(List.of(initdb.arguments(settings)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(half.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("LC_ALL", "C");
        if (builder.start().waitFor() != 0) {
            String why = Files.readString(log).strip();
            Folder.remove(half);
            throw new IOException(why);
        }
        Files.delete(log);
        Files.writeString(
                template.data().resolve("postgresql.conf"), initdb.configuration(settings), StandardOpenOption.APPEND);
    }

    Path data() {
        return folder.resolve("data");
    }

    private Path passfile() {
        return folder.resolve("password");
    }

    String password() throws IOException {
        return Files.readString(passfile());
    }
}
