package com.jarvis.migrator.embedded;

import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The cluster of a throw-away server.
 *
 * @param command creates it in the folder {@code data}; {@code postgresql.conf} then lacks what is in the file {@link #SETTINGS_FILE}, if there is one
 * @param password of the superuser
 * @param repair a sentence for the message if the server does not start with it; empty if there is nothing to repair
 */
record NewCluster(List<String> command, String password, String repair) {

    /** For data that nobody will miss, and changesets that create hundreds of tables and lock them all (manual, 20.12). */
    private static final String[] SETTINGS = {
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "max_connections=10",
        "max_locks_per_transaction=10000"
    };

    static final String SETTINGS_FILE = "settings";

    /**
     * A copy of the template in this user's cache or, if the programs are not there either, a cluster that initdb creates.
     *
     * @param folder of the server
     * @param user the superuser
     * @throws IOException if the template or the password cannot be written
     * @throws MigratorException if others can write to the template
     */
    static NewCluster in(Path folder, String user, Programs programs, Owner owner)
            throws IOException, InterruptedException, MigratorException {
        return programs.areCached()
                ? copied(ClusterTemplate.of(programs, owner, user, SETTINGS), folder)
                : created(folder, user, programs, owner);
    }

    private static NewCluster copied(ClusterTemplate template, Path folder) throws IOException {
        return new NewCluster(
                List.of("cp", "-R", template.data().toString(), folder.toString()), template.password(), """

                        Its files are a copy of %1$s. To have those created again:
                          rm -rf %1$s""".formatted(
                                template.folder()));
    }

    private static NewCluster created(Path folder, String user, Programs programs, Owner owner) throws IOException {
        Initdb initdb = Initdb.of(folder.resolve("data"), user, folder.resolve("password"), programs.majorVersion());
        Initdb.writeSecret(initdb.passfile(), initdb.password(), owner);
        Path settings = folder.resolve(SETTINGS_FILE);
        Files.writeString(settings, initdb.configuration(SETTINGS));
        owner.take(settings);
        Stream<String> program = Stream.of(programs.program("initdb"), "--no-sync");
        return new NewCluster(
                Stream.concat(program, Stream.of(initdb.arguments(SETTINGS))).toList(), initdb.password(), "");
    }
}
