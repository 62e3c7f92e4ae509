package com.jarvis.migrator.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Expression;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.AlterDomain;
import com.jarvis.migrator.operation.Operation.AlterEnumType;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.Rename;
import com.jarvis.migrator.operation.Operation.Replace;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text of statements, without a server. That PostgreSQL accepts them is tested by the round trips. */
class DdlTest {

    private static final Name NOTE = new Name(null, "note");
    private static final Column TITLE = new Column(NOTE, "title", "text", false, null, null, null, false, null, null);
    private static final Index INDEX = new Index(
            NOTE,
            new Name(null, "ix_title"),
            true,
            "btree (title)",
            List.of(new Index.Key("title", "")),
            true,
            true,
            null);

    @Test
    void an_index_is_created_and_dropped_concurrently_outside_of_a_transaction_only() {
        assertThat(Ddl.statements(new Create(INDEX))).containsExactly("create unique index ix_title on note (title)");
        assertThat(Ddl.statements(new Drop(INDEX))).containsExactly("drop index ix_title");
        assertThat(Ddl.concurrently(new Create(INDEX)))
                .containsExactly("create unique index concurrently ix_title on note (title)");
        assertThat(Ddl.concurrently(new Drop(INDEX))).containsExactly("drop index concurrently if exists ix_title");
    }

    @Test
    void a_table_comes_with_its_columns_and_comments() {
        Column commented = new Column(NOTE, "body", "text", true, "''::text", null, null, false, null, "It's long");
        Table table = new Table(NOTE, List.of(TITLE, commented), List.of(), List.of(), null, "Notes");
        assertThat(Ddl.statements(new Create(table)))
                .containsExactly(
                        "create table note (title text, body text default ''::text not null)",
                        "comment on table note is 'Notes'",
                        "comment on column note.body is 'It''s long'");
    }

    @Test
    void each_difference_of_a_column_is_a_statement() {
        Column after = new Column(NOTE, "title", "text", true, "'x'", null, null, false, null, "short");
        assertThat(Ddl.statements(new AlterColumn(TITLE.withDefault("'y'"), after)))
                .containsExactly(
                        "alter table note alter column title set default 'x'",
                        "alter table note alter column title set not null",
                        "comment on column note.title is 'short'");
    }

    @Test
    void a_value_is_added_to_an_enum_type_at_its_place() {
        Name color = new Name("audit", "color");
        assertThat(Ddl.statements(new AlterEnumType(
                        new EnumType(color, List.of("RED"), null),
                        new EnumType(color, List.of("BLUE", "RED", "GREEN"), null))))
                .containsExactly(
                        "alter type audit.color add value 'BLUE' before 'RED'",
                        "alter type audit.color add value 'GREEN' after 'RED'");
    }

    @Test
    void a_domain_loses_its_old_checks_first_and_gets_the_new_ones_last() {
        Domain before = rank("VALUE > 0", false, null);
        Domain after = rank("VALUE > 1", true, "2");
        assertThat(Ddl.statements(new Create(before)))
                .containsExactly("create domain rank as integer constraint rank_check check (VALUE > 0)");
        assertThat(Ddl.statements(new AlterDomain(before, after)))
                .containsExactly(
                        "alter domain rank drop constraint rank_check",
                        "alter domain rank set default 2",
                        "alter domain rank set not null",
                        "alter domain rank add constraint rank_check check (VALUE > 1)");
    }

    @Test
    void an_object_gets_another_name_or_moves_to_another_schema() {
        Table table = new Table(NOTE, List.of(), List.of(), List.of(), null, null);
        assertThat(Ddl.statements(new Rename(table, table.named(new Name(null, "Memo")))))
                .containsExactly("alter table note rename to \"Memo\"");
        assertThat(Ddl.statements(new Rename(table, table.named(new Name("audit", "note")))))
                .containsExactly("alter table note set schema audit");
    }

    @Test
    void a_replaced_object_is_dropped_and_created() {
        assertThat(Ddl.statements(new Replace(INDEX, INDEX)))
                .containsExactly("drop index ix_title", "create unique index ix_title on note (title)");
    }

    private static Domain rank(String condition, boolean notNull, String defaultValue) {
        return new Domain(
                new Name(null, "rank"),
                "integer",
                null,
                notNull,
                defaultValue,
                List.of(new Domain.Check("rank_check", new Expression(condition))),
                null);
    }
}
