package com.jarvis.migrator.autogenerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.jarvis.testing.CatalogText;
import com.jarvis.testing.TestChangelog;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Switching from Alembic to Jarvis, and from Jarvis to plain Liquibase. */
@Tag(TestSet.PROCESS)
class TakeoverTest {

    private static final String PYTHON = "/usr/bin/python3";

    @TempDir
    private Path folder;

    @Test
    @DisplayName("a database that Alembic created is adopted and keeps alembic_version"
            + " (where Debian's alembic and python3-psycopg2 are installed)")
    void a_database_that_alembic_created_is_adopted() throws Exception {
        assumeThat(Files.exists(Path.of(PYTHON))
                        && run(folder, PYTHON, "-c", "import alembic, psycopg2").isEmpty())
                .as("alembic and python3-psycopg2 are installed")
                .isTrue();
        TestProject.changelogIn(folder);
        try (var database = TestDatabase.create()) {
            String url = database.url()
                    .replace(
                            "jdbc:postgresql://",
                            "postgresql://%s:%s@".formatted(database.username(), database.password()));
            Path alembic = Files.createDirectories(folder.resolve("alembic"));
            Files.createDirectories(alembic.resolve("migrations/versions"));
            Files.writeString(alembic.resolve("alembic.ini"), "[alembic]\nscript_location = migrations\n");
            Files.writeString(alembic.resolve("migrations/env.py"), """
                    from alembic import context
                    from sqlalchemy import create_engine

                    with create_engine("%s").connect() as connection:
                        context.configure(connection=connection)
                        with context.begin_transaction():
                            context.run_migrations()
                    """.formatted(url));
            Files.writeString(alembic.resolve("migrations/versions/1a2b_create.py"), VERSION);
            String output = run(alembic, PYTHON, "-m", "alembic", "-c", "alembic.ini", "upgrade", "head");
            assertThat(CatalogText.of(database))
                    .as(output)
                    .contains("table public.alembic_version.version_num character varying(32) not null");

            List<String> before = CatalogText.of(database);
            TestChangelog changelog = new TestChangelog(folder, database);
            changelog.sync();
            assertThat(CatalogText.of(database)).isEqualTo(before);
            assertThat(changelog.status())
                    .contains(
                            "Revision  20260209102000_add_messages_metadata (head)",
                            "Model     matches the live schema");
        }
    }

    @Test
    void plain_liquibase_without_our_classes_continues_updates_and_rolls_back() throws Exception {
        TestProject.changelogIn(folder);
        try (var ours = TestDatabase.create();
                var theirs = TestDatabase.create()) {
            TestChangelog changelog = new TestChangelog(folder, ours);
            changelog.update();
            new TestChangelog(folder, theirs).updateTo("20260112");
            plain(theirs, "update");
            assertThat(CatalogText.of(theirs)).isEqualTo(CatalogText.of(ours));
            assertThat(CatalogText.history(theirs)).isEqualTo(CatalogText.history(ours));

            assertThat(plain(theirs, "history")).contains("20260209102000_add_messages_metadata");
            plain(theirs, "rollback-count", "3");
            assertThat(CatalogText.of(theirs)).containsExactly("schema public");
        }
    }

    /** Runs Liquibase's command line on a class path without this project. */
    private String plain(TestDatabase database, String... command) throws Exception {
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("classes") && !entry.contains("hibernate"))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> arguments = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                classPath,
                                "liquibase.integration.commandline.LiquibaseCommandLine",
                                "--analytics-enabled=false",
                                "--show-banner=false",
                                "--url=" + database.url(),
                                "--username=" + database.username(),
                                "--password=" + database.password()),
                        Stream.of(command))
                .collect(Collectors.toList());
        if (!command[0].equals("history")) {
            arguments.add("--changelog-file=changelog/db.changelog-master.yaml");
        }
        String output = run(folder, arguments.toArray(String[]::new));
        assertThat(output).contains("command '%s' was executed successfully".formatted(command[0]));
        return output;
    }

    private static String run(Path folder, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private static final String VERSION = """
            import sqlalchemy as sa
            from alembic import op
            from sqlalchemy.dialects import postgresql

            revision = "1a2b"
            down_revision = None


            def time(name):
                return sa.Column(name, postgresql.TIMESTAMP(timezone=True, precision=6), nullable=False, server_default=sa.text("now()"))


            def upgrade():
                op.create_table(
                    "users",
                    sa.Column("id", postgresql.UUID(), primary_key=True),
                    sa.Column("email", sa.String(320), nullable=False),
                    sa.Column("display_name", sa.String(200), nullable=False),
                    time("created_at"),
                    time("updated_at"),
                    sa.UniqueConstraint("email", name="uq_users_email"),
                )
                for table, text in (("notes", True), ("chats", False)):
                    op.create_table(
                        table,
                        sa.Column("id", postgresql.UUID(), primary_key=True),
                        sa.Column("user_id", postgresql.UUID(), nullable=False),
                        sa.Column("title", sa.String(200), nullable=not text),
                        *([sa.Column("body", sa.Text(), nullable=False)] if text else []),
                        time("created_at"),
                        time("updated_at"),
                        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=f"fk_{table}_user_id", ondelete="CASCADE"),
                    )
                    op.create_index(f"ix_{table}_user_id_created_at", table, ["user_id", sa.text("created_at desc")])
                op.create_table(
                    "messages",
                    sa.Column("id", postgresql.UUID(), primary_key=True),
                    sa.Column("chat_id", postgresql.UUID(), nullable=False),
                    sa.Column("role", sa.String(20), nullable=False),
                    sa.Column("content", sa.Text(), nullable=False),
                    sa.Column("metadata", postgresql.JSONB()),
                    time("created_at"),
                    sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_messages_chat_id", ondelete="CASCADE"),
                    sa.CheckConstraint("role in ('SYSTEM', 'USER', 'ASSISTANT', 'TOOL')", name="messages_role_check"),
                )
                op.create_index("ix_messages_chat_id_created_at", "messages", ["chat_id", "created_at"])
            """;
}
