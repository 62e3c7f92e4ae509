package com.jarvis.goals;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What others build and can replace behind a tag is named by what it contains. Whether a digest is right takes a registry. */
class PinsTest {

    private static final String DIGEST = "@sha256:[0-9a-f]{64}";

    @Test
    void base_images_are_named_by_digest() throws IOException {
        List<String> java = found("Dockerfile", "(?m)^ARG JAVA_IMAGE=(.*)$");
        assertThat(java).singleElement().asString().matches("eclipse-temurin:17-jre" + DIGEST);
        assertThat(found("Dockerfile", "(?m)^FROM (.*)$")).containsExactly("${JAVA_IMAGE}");
        assertThat(found("docker-compose.yml", "(?m)^ *JAVA_IMAGE: \\$\\{JAVA_IMAGE:-(.*)}$"))
                .isEqualTo(java);
        assertThat(found("docker-compose.yml", "(?m)^ *image: (.*)$"))
                .singleElement()
                .asString()
                .matches("\\$\\{POSTGRES_IMAGE:-postgres:18" + DIGEST + "}");
    }

    @Test
    void the_workflow_names_actions_by_commit_and_images_by_digest() throws IOException {
        List<String> documented = found("docs/ci.md", "(?m)^ *(?:- )?uses: (.*)$");
        assertThat(found(".github/workflows/ci.yml", "(?m)^ *(?:- )?uses: (.*)$"))
                .hasSize(2)
                .allMatch(documented::contains);
        assertThat(documented)
                .hasSize(3)
                .allMatch(action -> action.matches("[\\w/-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+"));
        assertThat(found("docs/ci.md", "(?m)^ *image: (.*)$"))
                .singleElement()
                .asString()
                .matches("postgres:16" + DIGEST);
    }

    @Test
    void no_other_page_names_an_image_of_somebody_else_by_its_tag_alone() throws IOException {
        for (Page page : Page.all()) {
            assertThat(page.blocks("yaml"))
                    .noneMatch(block -> Pattern.compile("image: (?!registry\\.example\\.com)(?!\\S*@sha256:)")
                            .matcher(block)
                            .find());
        }
    }

    private static List<String> found(String file, String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(Path.of(file)))
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
