package com.jarvis.migrator.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.lint.rule.Finding;
import com.jarvis.migrator.lint.rule.Severity;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SarifTest {

    @TempDir
    private Path folder;

    @Test
    void findings_are_valid_SARIF_with_file_and_line() throws IOException {
        Finding finding = new Finding(
                "ban-drop-table",
                Severity.ERROR,
                "20260301000000_x",
                "changelog/changes/a b.yaml",
                12,
                1,
                "\"Odd\"",
                null,
                "Says \"x\" \\ ü\tand more.",
                "one\ntwo");
        Path file = folder.resolve("new").resolve("lint.sarif");

        Sarif.write(file, List.of(finding), source -> source);

        String sarif = Files.readString(file);
        assertThat(problems(sarif)).isEmpty();
        assertThat(sarif).endsWith("""
                "results": [{"ruleId": "ban-drop-table", "level": "error", \
                "message": {"text": "Says \\"x\\" \\\\ ü\\u0009and more.\\u000aone\\u000atwo"}, \
                "locations": [{"physicalLocation": {"artifactLocation": {"uri": "changelog/changes/a%20b.yaml"}, \
                "region": {"startLine": 12}}}]}]}]}
                """);
    }

    @Test
    void a_report_without_findings_is_valid_too() throws IOException {
        Path file = folder.resolve("lint.sarif");

        Sarif.write(file, List.of(), source -> source);

        assertThat(problems(Files.readString(file))).isEmpty();
    }

    @Test
    void a_link_in_the_place_of_the_file_is_replaced_and_what_it_leads_to_stays() throws Exception {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "theirs");
        Path file = Files.createSymbolicLink(folder.resolve("lint.sarif"), elsewhere);

        Sarif.write(file, List.of(), source -> source);

        assertThat(elsewhere).hasContent("theirs");
        assertThat(file).content().contains("2.1.0");
    }

    @Test
    void the_schema_rejects_what_is_not_SARIF() throws IOException {
        assertThat(problems("{\"version\": \"2.1.0\"}")).isNotEmpty();
    }

    private static Set<ValidationMessage> problems(String sarif) throws IOException {
        try (InputStream schema = SarifTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                    .getSchema(new String(schema.readAllBytes(), StandardCharsets.UTF_8))
                    .validate(sarif, InputFormat.JSON);
        }
    }
}
