package com.jarvis.migrator.liquibase.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CommandHintTest {

    @Test
    void a_suggested_diff_keeps_what_the_user_gave_it() {
        assertThat(kept(Map.of("message", "add \"mood\"", "online", "", "exclude", "legacy"), """
                        Nothing was written. To drop these values:
                          mvn compile liquibase:diff -Dallow=drop
                        by hand:
                          mvn compile liquibase:diff -Dempty -Dmessage="fix values"
                        """))
                .isEqualTo("""
                        Nothing was written. To drop these values:
                          mvn compile liquibase:diff -Dallow=drop -Dmessage="add \\"mood\\"" -Donline -Dexclude=legacy
                        by hand:
                          mvn compile liquibase:diff -Dempty -Dmessage="fix values"
                        """);
    }

    @Test
    void a_rename_is_kept_unless_the_message_is_about_renames() {
        Map<String, String> given = Map.of("rename", "note.nme:title", "allow", "drop");
        assertThat(kept(given, "Compile first:\n  mvn compile liquibase:diff"))
                .endsWith("\n  mvn compile liquibase:diff -Dallow=drop -Drename=note.nme:title");
        assertThat(kept(
                        given,
                        "To list the possible renames, run diff without -Drename:\n  mvn compile liquibase:diff"))
                .endsWith("\n  mvn compile liquibase:diff -Dallow=drop");
    }

    @Test
    void what_says_which_schemas_are_compared_is_kept_unless_the_pom_has_it() {
        String text = "Compile first:\n  mvn compile liquibase:diff";
        Map<String, String> given = new TreeMap<>(
                Map.of("drop", "audit,users.note", "adopt", "strict", "model.packages", "a.b", "exclude", "old_*"));
        assertThat(kept(given, text))
                .isEqualTo(text + " -Ddrop=audit,users.note -Dadopt=strict -Dexclude=old_* -Dmodel.packages=a.b");

        given.put(CommandLine.IN_POM, "exclude,model.packages");
        assertThat(kept(given, text)).isEqualTo(text + " -Ddrop=audit,users.note -Dadopt=strict");
    }

    @Test
    void what_the_configuration_of_the_plugin_sets_is_not_repeated() {
        String text = "Compile first:\n  mvn compile liquibase:diff";
        Map<String, String> given = Map.of(
                "exclude", "old_*",
                "model.packages", "a.b",
                "message", "two words",
                "sun.java.command",
                        "org.codehaus.plexus.classworlds.launcher.Launcher compile liquibase:diff -Dmessage=two words -Dexclude=old_*");
        assertThat(kept(given, text)).isEqualTo(text + " -Dmessage=\"two words\" -Dexclude=old_*");
    }

    @Test
    void a_message_that_says_to_run_diff_without_a_setting_does_not_get_it_back() {
        String text = "run diff without -Donline:\n  mvn compile liquibase:diff";
        assertThat(kept(Map.of("online", "", "message", "a"), text)).isEqualTo(text + " -Dmessage=a");
    }

    @Test
    void other_commands_stay_as_they_are() {
        String text =
                "Apply them first:\n  mvn liquibase:update\n  mvn compile liquibase:validate    checks the next one";
        assertThat(kept(Map.of("message", "a"), text)).isEqualTo(text);
    }

    @Test
    void what_is_said_about_a_command_stays_behind_its_settings() {
        assertThat(kept(Map.of("message", "two words"), """
                        Choose one:
                          mvn compile liquibase:diff -Dflyway=files       the changelog runs Flyway's files
                          mvn compile liquibase:diff -Dflyway=baseline    one migration in their place
                        """)).isEqualTo("""
                        Choose one:
                          mvn compile liquibase:diff -Dflyway=files -Dmessage="two words"       the changelog runs Flyway's files
                          mvn compile liquibase:diff -Dflyway=baseline -Dmessage="two words"    one migration in their place
                        """);
    }

    private static String kept(Map<String, String> given, String message) {
        return CommandHint.withSettingsOf(new CommandLine(given), message);
    }
}
