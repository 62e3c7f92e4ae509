package com.jarvis.migrator.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Expression;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.catalog.View;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OperationTextTest {

    @Test
    void an_operation_is_one_line() {
        Name chats = new Name(null, "chats");
        Table table = new Table(chats, List.of(), List.of(), List.of(), null, null);
        Column title = column("title", "character varying(100)");
        Column wider = column("title", "character varying(200)");
        Index index = new Index(chats, new Name("other", "ix_x"), false, "btree (id)", List.of(), true, true, null);
        EnumType role = new EnumType(new Name(null, "role"), List.of("A"), null);
        assertThat(List.of(
                        new Operation.Create(table),
                        new Operation.Create(title),
                        new Operation.Drop(index),
                        new Operation.AlterColumn(title, wider),
                        new Operation.AlterColumn(title, title.withNotNull(true)),
                        new Operation.AlterColumn(title, wider.withDefault("now()")),
                        new Operation.AlterEnumType(role, new EnumType(role.name(), List.of("A", "B"), null)),
                        new Operation.Rename(column("name", "text"), column("title", "text")),
                        new Operation.AuthorNote("Fill in\n the values.")))
                .map(OperationText::line)
                .containsExactly(
                        "+ table chats",
                        "+ column chats.title varchar(100)",
                        "- index other.ix_x",
                        "~ column chats.title varchar(100) → varchar(200)",
                        "~ column chats.title null → not null",
                        "~ column chats.title varchar(100) → varchar(200), default none → now()",
                        "~ type role A → A, B",
                        "> column chats.name → title",
                        "# Fill in the values.");
    }

    @Test
    void a_query_of_several_lines_and_a_line_break_in_a_name_are_one_line() {
        Name evil = new Name("o\nne", "a\u001b\n::error::b");
        View before = new View(evil, new Expression(" SELECT 1 AS one\n   FROM a;"), Set.of(), List.of());
        View after = new View(evil, new Expression(" SELECT 2 AS two;"), Set.of(), List.of());
        assertThat(OperationText.line(new Operation.Replace(before, after)))
                .isEqualTo("~ view o\\nne.a\\u001B\\n::error::b SELECT 1 AS one FROM a; → SELECT 2 AS two;");
        assertThat(OperationText.line(new Operation.AlterColumn(
                        column("title", "text"), column("title", "text").withDefault("'a\nb'::text"))))
                .isEqualTo("~ column chats.title default none → 'a\\nb'::text");
    }

    @Test
    void types_are_as_short_as_people_write_them() {
        assertThat(List.of(
                        "character varying(200)",
                        "character varying",
                        "character(3)",
                        "timestamp(6) without time zone",
                        "timestamp(6) with time zone",
                        "time without time zone",
                        "character varying(5)[]",
                        "double precision"))
                .map(OperationText::type)
                .containsExactly(
                        "varchar(200)",
                        "varchar",
                        "char(3)",
                        "timestamp(6)",
                        "timestamp(6) with time zone",
                        "time",
                        "varchar(5)[]",
                        "double precision");
    }

    private static Column column(String name, String type) {
        return new Column(new Name(null, "chats"), name, type, false, null, null, null, false, null, null);
    }
}
