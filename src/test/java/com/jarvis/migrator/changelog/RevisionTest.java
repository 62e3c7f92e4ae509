package com.jarvis.migrator.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevisionTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:30:59Z");

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "add chat title, add_chat_title",
                "Größe & Straße; naïve Ærø łódź, grosse_strasse_naive_aero_lodz",
                "../../etc/passwd, etc_passwd",
                "it's \"quoted\" ${x}, it_s_quoted_x",
                "__a---b__, a_b",
                "ﬁrst №5, first_no5",
                "чаты, empty",
                "会話, empty",
                "a\\b\tc, a_b_c",
            })
    void a_message_becomes_a_plain_slug(String message, String slug) {
        assertThat(Revision.of(message, List.of(), NOW, List.of())).isEqualTo("20260301123059_" + slug);
    }

    @Test
    void a_long_message_is_cut_at_a_word() {
        assertThat(Revision.slug("word ".repeat(40)))
                .isEqualTo("word_".repeat(12).substring(0, 59));
        assertThat(Revision.slug("x".repeat(200))).isEqualTo("x".repeat(60));
    }

    @Test
    void without_a_message_the_slug_names_the_operations() {
        Table chats = table("chats");
        Table messages = table("messages");
        Column title = column("chats", "title");
        assertThat(slug(create(chats))).isEqualTo("create_chats");
        assertThat(slug(create(chats), create(messages))).isEqualTo("create_chats_and_messages");
        assertThat(slug(create(chats), create(messages), create(table("c")))).isEqualTo("create_chats_and_2_more");
        assertThat(slug(create(title))).isEqualTo("add_chats_title");
        assertThat(slug(create(title), create(column("a", "b")), new Operation.Drop(column("c", "d"))))
                .isEqualTo("add_chats_title_and_2_more");
        assertThat(slug(create(messages), create(column("messages", "b")))).isEqualTo("create_messages");
        assertThat(slug(new Operation.Drop(column("notes", "body")))).isEqualTo("drop_notes_body");
        assertThat(slug(new Operation.Rename(column("chats", "name"), title))).isEqualTo("rename_chats_name_to_title");
        assertThat(slug(new Operation.Rename(chats, messages))).isEqualTo("rename_chats_to_messages");
        assertThat(slug(new Operation.AlterColumn(title, title.withNotNull(true))))
                .isEqualTo("change_chats_title");
        assertThat(slug(new Operation.AuthorNote("x"))).isEqualTo("empty");
    }

    @Test
    void a_name_sorts_after_all_existing_ones() {
        assertThat(Revision.of("b", List.of(), NOW, List.of("20260301123059_z")))
                .isEqualTo("20260301123100_b");
        assertThat(Revision.of("b", List.of(), NOW, List.of("20271231235959_a")))
                .isEqualTo("20280101000000_b");
        assertThat(Revision.of("b", List.of(), NOW, List.of("readme", "99999999999999_a", "20260301123058_z")))
                .isEqualTo("20260301123059_b");
    }

    @Test
    void names_created_in_the_same_second_keep_their_order_and_are_plain_whatever_the_message() {
        Random random = new Random(42);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            StringBuilder message = new StringBuilder();
            random.ints(random.nextInt(250), 1, 0x1FFFF)
                    .filter(Character::isDefined)
                    .forEach(message::appendCodePoint);
            names.add(Revision.of(message.toString(), List.of(), NOW, names));
        }
        List<String> sorted = new ArrayList<>(names);
        Collections.sort(sorted);
        assertThat(names).isEqualTo(sorted).doesNotHaveDuplicates().allMatch(n -> n.matches("\\d{14}_[a-z0-9_]{1,60}"));
    }

    private static String slug(Operation... operations) {
        return Revision.of(null, List.of(operations), NOW, List.of()).substring(15);
    }

    private static Operation create(com.jarvis.migrator.catalog.SchemaObject object) {
        return new Operation.Create(object);
    }

    private static Table table(String name) {
        return new Table(new Name(null, name), List.of(), List.of(), List.of(), null, null);
    }

    private static Column column(String table, String name) {
        return new Column(new Name(null, table), name, "text", false, null, null, null, false, null, null);
    }
}
