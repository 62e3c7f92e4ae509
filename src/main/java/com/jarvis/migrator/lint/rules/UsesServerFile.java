package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Rule;
import com.jarvis.migrator.lint.rule.Severity;
import com.jarvis.migrator.lint.trace.TracedMigration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files are those of the machine of the database server: other machines have others, and they may hold secrets. */
final class UsesServerFile extends Rule {

    private static final List<String> READING = List.of(
            "pg_read_file",
            "pg_read_binary_file",
            "pg_stat_file",
            "pg_ls_dir",
            "pg_ls_logdir",
            "pg_ls_waldir",
            "pg_ls_tmpdir",
            "pg_ls_archive_statusdir",
            "lo_import");
    private static final List<String> WRITING =
            List.of("lo_export", "pg_file_write", "pg_file_rename", "pg_file_unlink", "pg_file_sync");
    private static final Set<String> EXTENSIONS = Set.of("file_fdw", "adminpack");

    UsesServerFile() {
        super("uses-server-file", Severity.WARNING, "A statement reads or writes a file of the database server.");
    }

    @Override
    public Stream<Finding> check(TracedMigration migration) {
        return Uses.texts(migration).flatMap(text -> files(text.text())
                .map(file -> finding(migration, text.traced(), null, null, text.where() + file, """
                        Put the rows into the changelog, with loadData or INSERT. If it is intended:
                          # lint:ignore uses-server-file <reason>
                        """)));
    }

    private static Stream<String> files(String text) {
        return Stream.of(
                        Uses.copies(text)
                                .filter(copy -> !copy.isProgram())
                                .map(copy -> copy.isFrom()
                                        ? "COPY … FROM reads a file of the database server: " + copy.file()
                                        : "COPY … TO writes a file of the database server: " + copy.file()),
                        Uses.calls(text, READING)
                                .map(name -> "%s() reads a file or folder of the database server.".formatted(name)),
                        Uses.calls(text, WRITING)
                                .map(name -> "%s() writes a file of the database server.".formatted(name)),
                        Uses.namesAfter(text, "create", "extension")
                                .filter(EXTENSIONS::contains)
                                .map(name ->
                                        "Extension %s reads or writes files of the database server.".formatted(name)))
                .flatMap(lines -> lines)
                .distinct();
    }
}
