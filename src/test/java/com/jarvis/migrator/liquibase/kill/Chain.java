package com.jarvis.migrator.liquibase.kill;

import com.jarvis.testing.Migrations;
import com.jarvis.testing.TestChangelog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A changelog with changes of every kind, in transactions and outside, and the states that are sound between them. */
final class Chain {

    /** What the application writes to a database at the head. */
    static final String ROWS = """
            insert into accounts (id, email, balance, owner, mood) values (100001, 'app@example.com', 7, 'app', 'good');
            update accounts set mood = 'bad' where id % 3 = 0;
            insert into notes select 100000 + i, 100001, 'app note ' || i from generate_series(1, 500) i""";

    private static final List<String> REVISIONS = List.of(
            "01_accounts", KilledCommandsTest.TARGET, "03_notes", "04_indexes", "05_balance", "06_check", "07_mood");

    /** How many migrations stay when a rollback is interrupted: 04 runs outside a transaction and divides it. */
    private static final List<Integer> BOUNDARIES = List.of(7, 4, 3, 2);

    private Chain() {}

    static void writeTo(Migrations migrations) throws IOException {
        migrations
                .add(
                        REVISIONS.get(0),
                        List.of(
                                "create table accounts (id int primary key, email text not null, balance int not null)",
                                "insert into accounts select i, 'user' || i || '@example.com', i from generate_series(1, 3000) i"),
                        List.of("drop table accounts"))
                .add(
                        REVISIONS.get(1),
                        List.of(
                                "alter table accounts add owner text",
                                "update accounts set owner = 'owner ' || id % 100",
                                "alter table accounts alter owner set not null"),
                        List.of("alter table accounts drop owner"))
                .add(
                        REVISIONS.get(2),
                        List.of(
                                "create table notes (id int primary key, account_id int not null references accounts, body text)",
                                "insert into notes select id, id, 'note ' || id from accounts where id <= 1000",
                                "select pg_sleep(0.03)"),
                        List.of("select pg_sleep(0.03)", "drop table notes"))
                .addWithoutTransaction(
                        REVISIONS.get(3),
                        List.of(
                                "create index concurrently ix_accounts_owner on accounts (owner, id desc)",
                                "create unique index concurrently uq_accounts_email on accounts (lower(email))"),
                        List.of(
                                "drop index concurrently if exists ix_accounts_owner",
                                "drop index concurrently if exists uq_accounts_email"))
                .add(
                        REVISIONS.get(4),
                        List.of("alter table accounts alter balance type bigint", "select pg_sleep(0.03)"),
                        List.of("alter table accounts alter balance type int", "select pg_sleep(0.03)"))
                .add(
                        REVISIONS.get(5),
                        List.of("alter table notes add constraint body_check check (body <> '')"),
                        List.of("alter table notes drop constraint body_check"))
                .add(
                        REVISIONS.get(6),
                        List.of(
                                "alter table accounts add mood text",
                                "update accounts set mood = 'new' where id <= 100"),
                        List.of("alter table accounts drop mood"));
    }

    /** Applies all; returns the states of an interrupted update, the last of them at the head. */
    static List<State> updates(TestChangelog changelog) throws Exception {
        List<State> states = new ArrayList<>(List.of(State.of(changelog.database())));
        State empty = states.get(0);
        states.add(new State(List.of("databasechangelog"), empty.catalog(), empty.rows()));
        for (String revision : REVISIONS) {
            changelog.updateTo(revision);
            states.add(State.of(changelog.database()));
        }
        return states;
    }

    /** Rolls back to the target; returns the states of an interrupted rollback, the last of them at the target. */
    static List<State> rollbacks(TestChangelog changelog) throws Exception {
        List<State> states = new ArrayList<>();
        int applied = REVISIONS.size();
        for (int boundary : BOUNDARIES) {
            if (boundary < applied) {
                changelog.rollback(applied - boundary);
            }
            states.add(State.of(changelog.database()));
            applied = boundary;
        }
        return states;
    }
}
