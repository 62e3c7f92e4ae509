package com.jarvis.migrator.plan.rollback;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.fixtures.Fixture;
import com.jarvis.migrator.autogenerate.FixtureModels;
import com.jarvis.migrator.autogenerate.LiveProject;
import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.hibernate.HibernateModel;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.testing.TestSet;
import jakarta.persistence.*;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.Check;
import org.hibernate.annotations.ColumnDefault;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rollback of drops in tables with rows: the values are lost, but the rows satisfy every constraint. */
@Tag(TestSet.SLOW)
class RequiredColumnsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            classes = {
                TablesThatRowsMustReferTo.class,
                ColumnsOfKeysAndChecks.class,
                ColumnsWithDefaults.class,
                PartOfAReferencedKey.class,
                TablesWhoseRowsMustDiffer.class
            })
    void a_rollback_restores_required_columns_with_placeholders_that_satisfy_their_constraints(Class<?> type)
            throws Exception {
        FixtureModels models = FixtureModels.of(type);
        try (LiveProject live = LiveProject.in(folder)) {
            live.apply(migration(live, models.before()));
            live.database().execute(models.fixture().rows());
            List<String> catalog = live.catalog();
            Map<String, String> rows = live.rows(models.lost());

            Migration drop = migration(live, models.after());
            assertThat(drop.operations().upgrade().stream().map(OperationText::line))
                    .containsExactlyInAnyOrder(models.fixture().value());
            live.apply(drop);
            live.rollback();
            assertThat(live.catalog()).as(drop.text()).isEqualTo(catalog);
            assertThat(live.rows(models.lost())).isEqualTo(rows);
        }
    }

    @Test
    void columns_of_unique_indexes_get_placeholders_that_differ() throws Exception {
        try (LiveProject live = LiveProject.in(folder)) {
            live.database().execute("""
                    create table note (id bigint primary key, team int, place int not null, slug text not null);
                    create unique index ux_place on note (team, place); create unique index ux_slug on note (lower(slug));
                    insert into note values (1, 1, 1, 'a'), (2, 1, 2, 'b'), (3, 2, 1, 'c')""");
            List<String> catalog = live.catalog();
            live.apply(migration(live, "create table note (id bigint primary key, team int)"));
            live.rollback();
            assertThat(live.catalog()).isEqualTo(catalog);
        }
    }

    @Test
    void the_identity_of_a_table_with_placeholder_rows_continues_after_them() throws Exception {
        try (LiveProject live = LiveProject.in(folder)) {
            live.database().execute("""
                    create table person (id bigint generated always as identity primary key, name text not null);
                    create table note (id bigint primary key, author bigint not null constraint fk_author references person);
                    insert into person (name) values ('A'), ('B'); insert into note values (1, 2)""");
            live.apply(migration(live, "create table note (id bigint primary key, author bigint not null)"));
            live.rollback();
            assertThat(live.database().strings("insert into person (name) values ('C') returning id"))
                    .containsExactly("3");
        }
    }

    private static Migration migration(LiveProject live, String model) throws Exception {
        return live.diff(autogenerate -> autogenerate.run(List.of(model), (statement, position) -> ""), "none")
                .migration()
                .orElseThrow();
    }

    private static Migration migration(LiveProject live, org.hibernate.boot.Metadata model) throws Exception {
        return live.diff(autogenerate -> autogenerate.run(HibernateModel.of(model)), "none")
                .migration()
                .orElseThrow();
    }

    @Fixture(
            value = {
                "- foreign key person.fk_team",
                "- foreign key note.fk_author",
                "- foreign key note.fk_reviewer",
                "- table person",
                "- table team",
                "- column note.author_id",
            },
            rows = """
                    insert into team values (1, 'A');
                    insert into person (team_id) values (1), (1);
                    insert into note (id, author_id, reviewer_id) values (1, 1, 2), (2, 2, null)""",
            loses = {"team.id", "team.name", "person.id", "person.team_id", "note.author_id"})
    static class TablesThatRowsMustReferTo {
        static class Before {
            @Entity(name = "team")
            static class Team {
                @Id
                Long id;

                @Column(nullable = false)
                String name;
            }

            @Entity(name = "person")
            static class Person {
                @Id
                @GeneratedValue(strategy = GenerationType.IDENTITY)
                Long id;

                @ManyToOne(optional = false)
                @JoinColumn(foreignKey = @ForeignKey(name = "fk_team"))
                Team team;
            }

            @Entity(name = "note")
            static class Note {
                @ManyToOne(optional = false)
                @JoinColumn(foreignKey = @ForeignKey(name = "fk_author"))
                Person author;

                @ManyToOne
                @JoinColumn(name = "reviewer_id", foreignKey = @ForeignKey(name = "fk_reviewer"))
                Person reviewer;

                @Id
                Long id;
            }
        }

        static class After {
            @Entity(name = "note")
            static class Note {
                @Id
                Long id;

                @Column(name = "reviewer_id")
                Long reviewer;
            }
        }
    }

    @Fixture(
            value = {
                "- foreign key note.fk_note_author",
                "- foreign key note.fk_note_draft",
                "- unique constraint note.note_draft_id_key",
                "- unique constraint note.note_slug_key",
                "- unique constraint note.uq_day_place",
                "- check constraint note.note_kind_check",
                "- check constraint note.note_stars_check",
                "- column note.day",
                "- column note.kind",
                "- column note.slug",
                "- column note.stars",
                "- column note.author_id",
                "- column note.draft_id",
            },
            rows = """
                    insert into person values (1), (2), (3);
                    insert into note (id, author_id, day, draft_id, kind, place, slug, stars) values
                      (1, 1, '2026-01-01', 1, 'LONG', 1, 'a', 3), (2, 1, '2026-01-02', 3, 'LONG', 1, 'b', 4)""",
            loses = {"note.author_id", "note.day", "note.draft_id", "note.kind", "note.slug", "note.stars"})
    static class ColumnsOfKeysAndChecks {
        enum Kind {
            SHORT,
            LONG
        }

        @Entity(name = "person")
        static class Person {
            @Id
            Long id;
        }

        static class Before {
            @Entity(name = "note")
            @Table(
                    uniqueConstraints =
                            @UniqueConstraint(
                                    name = "uq_day_place",
                                    columnNames = {"day", "place"}))
            static class Note {
                @Id
                Long id;

                @ManyToOne(optional = false)
                @JoinColumn(foreignKey = @ForeignKey(name = "fk_note_author"))
                Person author;

                @OneToOne(optional = false)
                @JoinColumn(name = "draft_id", foreignKey = @ForeignKey(name = "fk_note_draft"))
                Person draft;

                @Column(nullable = false, unique = true)
                String slug;

                @Column(nullable = false)
                LocalDate day;

                int place;

                @Enumerated(EnumType.STRING)
                @Column(nullable = false)
                Kind kind;

                @Check(constraints = "stars > 0")
                int stars;
            }
        }

        static class After {
            @Entity(name = "note")
            static class Note {
                @Id
                Long id;

                int place;
            }
        }
    }

    @Fixture(
            value = {
                "- foreign key note.fk_note_author",
                "- foreign key note.fk_note_editor",
                "- unique constraint note.note_code_key",
                "- unique constraint note.note_moment_key",
                "- unique constraint note.note_token_key",
                "- check constraint note.note_stars_check",
                "- column note.code",
                "- column note.moment",
                "- column note.stars",
                "- column note.token",
                "- column note.author_id",
                "- column note.editor_id",
            },
            rows = """
                    insert into person values (7), (8);
                    insert into note (id, author_id, editor_id, code, moment, stars) values
                      (1, 7, 8, 1, '2026-01-01', 3), (2, 8, 8, 2, '2026-01-02', 3), (3, 7, null, 3, null, 4)""",
            loses = {
                "note.author_id",
                "note.code",
                "note.editor_id",
                "note.moment",
                "note.stars",
                "note.token",
            })
    static class ColumnsWithDefaults {
        @Entity(name = "person")
        static class Person {
            @Id
            Long id;
        }

        static class Before {
            @Entity(name = "note")
            static class Note {
                @Id
                Long id;

                @ManyToOne(optional = false)
                @JoinColumn(foreignKey = @ForeignKey(name = "fk_note_author"))
                @ColumnDefault("1")
                Person author;

                @ManyToOne
                @JoinColumn(foreignKey = @ForeignKey(name = "fk_note_editor"))
                @ColumnDefault("1")
                Person editor;

                @Column(unique = true)
                @ColumnDefault("0")
                int code;

                @Column(unique = true)
                @ColumnDefault("localtimestamp")
                LocalDateTime moment;

                @Column(nullable = false, unique = true)
                @ColumnDefault("gen_random_uuid()")
                UUID token;

                @Check(constraints = "stars > 0")
                @ColumnDefault("0")
                int stars;
            }
        }

        static class After {
            @Entity(name = "note")
            static class Note {
                @Id
                Long id;
            }
        }
    }

    /** The rest of the key, which stays, says which row of the parent a row belongs to. */
    @Fixture(
            value = {
                "- foreign key engineer.fk_engineer",
                "- column engineer.company",
                "- column person.company",
                "- primary key engineer.engineer_pkey",
                "- primary key person.person_pkey",
                "~ column engineer.id integer → bigint",
                "~ column person.id integer → bigint",
                "+ primary key engineer.engineer_pkey",
                "+ primary key person.person_pkey",
                "+ foreign key engineer.fk_engineer_id",
            },
            rows = """
                    insert into person (company, id) values ('a', 10), ('a', 20), ('b', 30), ('b', 40);
                    insert into engineer (company, id) values ('b', 40), ('a', 20)""",
            loses = {"person.company", "engineer.company"})
    static class PartOfAReferencedKey {
        static class Before {
            @Entity(name = "person")
            @Inheritance(strategy = InheritanceType.JOINED)
            @IdClass(Key.class)
            static class Person {
                @Id
                int id;

                @Id
                String company;
            }

            record Key(int id, String company) {}

            @Entity(name = "engineer")
            @PrimaryKeyJoinColumns(
                    value = {
                        @PrimaryKeyJoinColumn(name = "id", referencedColumnName = "id"),
                        @PrimaryKeyJoinColumn(name = "company", referencedColumnName = "company")
                    },
                    foreignKey = @ForeignKey(name = "fk_engineer"))
            static class Engineer extends Person {}
        }

        static class After {
            @Entity(name = "person")
            @Inheritance(strategy = InheritanceType.JOINED)
            static class Person {
                @Id
                long id;
            }

            @Entity(name = "engineer")
            @PrimaryKeyJoinColumn(foreignKey = @ForeignKey(name = "fk_engineer_id"))
            static class Engineer extends Person {}
        }
    }

    /** Each row that must refer to a row of a dropped table needs one of its own. */
    @Fixture(
            value = {
                "- foreign key customer.fk_account",
                "- foreign key account.fk_plan",
                "- unique constraint account.account_email_key",
                "- unique constraint account.account_number_key",
                "- unique constraint account.account_plan_id_key",
                "- unique constraint customer.customer_account_id_key",
                "- column customer.account_id",
                "- table account",
            },
            rows = """
                    insert into plan values (5), (6), (7);
                    insert into account (email, n, number, plan_id, token) values ('a@x', 1, 1, 5, 'A'), ('b@x', 2, 2, 6, 'B');
                    insert into customer (id, account_id) values (10, 1), (20, 2)""",
            loses = {
                "customer.account_id",
                "account.email",
                "account.id",
                "account.n",
                "account.number",
                "account.plan_id",
                "account.token"
            })
    static class TablesWhoseRowsMustDiffer {
        @Entity(name = "plan")
        static class Plan {
            @Id
            int id;
        }

        static class Before {
            @Entity(name = "account")
            static class Account {
                @Id
                @GeneratedValue(strategy = GenerationType.IDENTITY)
                Long id;

                @Column(nullable = false, unique = true)
                String email;

                @Column(unique = true)
                @ColumnDefault("0")
                int number;

                @Column(nullable = false)
                String token;

                int n;

                @OneToOne(optional = false)
                @JoinColumn(name = "plan_id", foreignKey = @ForeignKey(name = "fk_plan"))
                Plan plan;
            }

            @Entity(name = "customer")
            static class Customer {
                @Id
                Long id;

                @OneToOne(optional = false)
                @JoinColumn(name = "account_id", foreignKey = @ForeignKey(name = "fk_account"))
                Account account;
            }
        }

        static class After {
            @Entity(name = "customer")
            static class Customer {
                @Id
                Long id;
            }
        }
    }
}
