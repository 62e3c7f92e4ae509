package com.jarvis.migrator.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.changelog.change.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import liquibase.change.core.SetTableRemarksChange;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.ChangeSet;
import liquibase.parser.core.yaml.YamlChangeLogParser;
import liquibase.resource.DirectoryResourceAccessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YamlTest {

    private static final List<String> NASTY = List.of(
            "on",
            "yes",
            "No",
            "null",
            "~",
            "true",
            "1",
            "0x1F",
            "1_000",
            "1e3",
            "12:30:45",
            "2024-01-01",
            "2024-01-01 00:00:00Z",
            "=",
            "<<",
            "*a",
            "&a",
            "!a",
            "%a",
            "@a",
            "`a",
            "#a",
            "a #b",
            "a: b",
            "a:",
            ": a",
            "- a",
            "-",
            "?",
            "? a",
            "[a",
            "{a",
            "a, b",
            "'",
            "\"",
            "|",
            ">",
            "a\nb",
            "  a\nb",
            "a\n  b\n",
            "a\r\nb",
            "a \nb",
            "tab\tx",
            "\ttab",
            "a\n\tb",
            "x\u0085y",
            "x\u2028y",
            "x\u0001y",
            "\u007f",
            "é",
            "漢字",
            "🎉",
            "\\n",
            "$",
            "---",
            "...",
            "a\n---\nb");

    @TempDir
    Path folder;

    @Test
    void the_parser_of_liquibase_reads_every_text_back_unchanged() throws Exception {
        List<String> texts = new ArrayList<>(NASTY);
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(4) + 1; n > 0; n--) {
                text.append(NASTY.get(random.nextInt(NASTY.size()))).append(random.nextBoolean() ? " " : "");
            }
            texts.add(text.toString());
        }
        StringBuilder yaml = new StringBuilder("""
                databaseChangeLog:
                - changeSet:
                    id: 1
                    author: a
                    changes:
                """);
        for (String text : texts) {
            yaml.append(Yaml.comment(text, 4));
            yaml.append(Yaml.list(List.of(Entry.Change.of("setTableRemarks", "tableName", "t", "remarks", text)), 4));
        }
        Files.writeString(folder.resolve("a.yaml"), yaml);
        ChangeSet changeSet = new YamlChangeLogParser()
                .parse("a.yaml", new ChangeLogParameters(), new DirectoryResourceAccessor(folder))
                .getChangeSets()
                .get(0);
        assertThat(changeSet.getChanges())
                .extracting(c -> ((SetTableRemarksChange) c).getRemarks())
                .isEqualTo(texts);
    }

    @Test
    void a_comment_hides_nothing_and_no_line_leaves_it() {
        assertThat(Yaml.comment("a\nb\u001b\u202e\u2028c: d\re\r\nf\uFFFE", 2))
                .isEqualTo("  # a\n  # b\\u001B\\u202E\\u2028c: d\\re\n  # f?\n");
    }
}
