package com.jarvis.migrator.liquibase.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ConnectionSettingsTest {

    private static final String FILE = """
            url=jdbc:postgresql://file/d
            username=file-user
            password=file-password
            """;

    @TempDir
    Path project;

    private final Map<String, String> commandLine = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    @Test
    void nothing_said_is_the_embedded_server() throws MigratorException {
        assertThat(settings().target()).isEmpty();
    }

    @Test
    void the_command_line_wins_over_the_environment_over_the_file() throws Exception {
        file(FILE);
        assertThat(settings().target())
                .contains(new Target("jdbc:postgresql://file/d", "file-user", "file-password", "liquibase.properties"));

        environment.put("LIQUIBASE_COMMAND_URL", "jdbc:postgresql://liquibase/d");
        assertThat(settings().target())
                .contains(new Target("jdbc:postgresql://liquibase/d", null, null, "LIQUIBASE_COMMAND_URL"));

        environment.put("DATABASE_URL", "postgresql://env-user:env-password@env/d");
        assertThat(settings().target())
                .contains(new Target("jdbc:postgresql://env/d", "env-user", "env-password", "DATABASE_URL"));

        commandLine.put("liquibase.url", "jdbc:postgresql://line/d");
        assertThat(settings().target()).contains(new Target("jdbc:postgresql://line/d", null, null, "-Dliquibase.url"));
    }

    @Test
    void user_and_password_from_above_go_with_a_url_from_below() throws Exception {
        file(FILE);
        environment.put("LIQUIBASE_COMMAND_USERNAME", "env-user");
        environment.put("LIQUIBASE_COMMAND_PASSWORD", "env-password");
        assertThat(settings().target())
                .contains(new Target("jdbc:postgresql://file/d", "env-user", "env-password", "liquibase.properties"));

        commandLine.put("liquibase.password", "line-password");
        assertThat(settings().target())
                .contains(new Target("jdbc:postgresql://file/d", "env-user", "line-password", "liquibase.properties"));
    }

    @Test
    void the_environments_password_does_not_go_to_the_command_lines_server() throws MigratorException {
        environment.put("LIQUIBASE_COMMAND_PASSWORD", "env-password");
        commandLine.put("liquibase.url", "jdbc:postgresql://line/d");
        commandLine.put("liquibase.username", "line-user");

        assertThat(settings().target())
                .contains(new Target("jdbc:postgresql://line/d", "line-user", null, "-Dliquibase.url"));
    }

    @Test
    void the_files_url_may_hold_user_and_password() throws Exception {
        file("url=postgresql://u:p@h/d\n");

        assertThat(settings().target()).contains(new Target("jdbc:postgresql://h/d", "u", "p", "liquibase.properties"));
    }

    @Test
    void another_properties_file_is_found_in_the_project() throws Exception {
        Files.writeString(project.resolve("staging.properties"), "url=jdbc:postgresql://staging/d\n");
        commandLine.put("liquibase.propertyFile", "staging.properties");

        assertThat(settings().target())
                .contains(new Target("jdbc:postgresql://staging/d", null, null, "staging.properties"));
    }

    @Test
    void another_properties_file_that_is_missing_is_an_error() {
        commandLine.put("liquibase.propertyFile", "staging.properties");

        assertThatThrownBy(() -> settings().target())
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        There is no file %s, which -Dliquibase.propertyFile names.
                        Create it (see liquibase.properties.example), or leave -Dliquibase.propertyFile out.""", project.resolve("staging.properties"));
    }

    @Test
    void a_user_without_a_url_is_an_error() {
        commandLine.put("liquibase.username", "u");

        assertThatThrownBy(() -> settings().target())
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        A user or a password is given, but no database URL, so it is not clear which server they are for.
                        Add the URL: -Dliquibase.url=jdbc:postgresql://localhost:5432/jarvis, or DATABASE_URL in the \
                        environment, or url in liquibase.properties.""");
    }

    @Test
    void a_file_without_a_url_is_an_error() throws IOException {
        file("username=u\n");

        assertThatThrownBy(() -> settings().target())
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        %s has no url, so it is not clear which database to use.
                        Add one, as in liquibase.properties.example:
                            url=jdbc:postgresql://localhost:5432/jarvis
                        or remove the file to work on the embedded PostgreSQL.""", project.resolve("liquibase.properties"));
    }

    @Test
    void an_unknown_key_is_an_error_that_names_the_nearest() throws IOException {
        file(FILE + "usrname=u\n");

        assertThatThrownBy(() -> settings().target())
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        %s has an unknown key: usrname. It would have no effect.
                        Did you mean username? Remove the line, or correct the key; liquibase.properties.example shows the usual ones.""", project.resolve("liquibase.properties"));
    }

    @Test
    void a_key_that_belongs_into_the_pom_is_an_error_that_says_so() throws IOException {
        file(FILE + "exclude=legacy_*\n");

        assertThatThrownBy(() -> settings().target())
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        %s has the key exclude, which is not read there: the file is personal, and exclude is the same for
                        everyone who works on the project. Write it into the <properties> of pom.xml:
                          <exclude>legacy_*</exclude>
                        or give -Dexclude=… on the command line for one run.""", project.resolve("liquibase.properties"));
    }

    @Test
    void liquibases_own_keys_are_known_in_every_spelling() throws Exception {
        file(FILE + """
                liquibase.command.changelogFile=x
                changelog-file=x
                changeLogFile=x
                logLevel=info
                liquibase.logLevel=info
                parameter.schema=app
                """);

        assertThat(settings().target()).isPresent();
    }

    @Test
    void the_example_is_a_file_without_mistakes() throws Exception {
        file(Files.readString(Path.of("liquibase.properties.example")));

        assertThat(settings().target())
                .contains(new Target(
                        "jdbc:postgresql://localhost:5432/jarvis", "jarvis", "password", "liquibase.properties"));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no POSIX permissions")
    void a_password_that_others_can_read_gets_a_warning() throws Exception {
        Path file = file(FILE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(PropertiesFile.in(project, null).orElseThrow().warning())
                .contains("Other users of this machine can read the password in %1$s. Fix: chmod 600 %1$s"
                        .formatted(file));

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(PropertiesFile.in(project, null).orElseThrow().warning()).isEmpty();
    }

    private ConnectionSettings settings() {
        return new ConnectionSettings(commandLine, environment, project);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(project.resolve("liquibase.properties"), text);
    }
}
