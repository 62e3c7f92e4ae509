package com.jarvis.migrator.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.autogenerate.Autogenerate;
import com.jarvis.migrator.autogenerate.LiveProject;
import com.jarvis.migrator.operation.OperationText;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts so long that a recursive matcher or parser would overflow the stack. */
class LongTextsTest {

    @Test
    void a_constant_is_added_to_an_enum_of_two_thousand_and_removed_again(@TempDir Path folder) throws Exception {
        try (LiveProject live = LiveProject.in(folder)) {
            live.apply(diff(live, 2000).migration().orElseThrow());
            assertThat(diff(live, 2000).operations()).isEmpty();
            live.database().execute("insert into t (kind) values ('KIND_1999'), (null)");
            List<String> before = live.catalog();

            Autogenerate.Outcome outcome = diff(live, 2001);
            assertThat(outcome.operations())
                    .map(OperationText::line)
                    .containsExactly("- check constraint t.t_kind_check", "+ check constraint t.t_kind_check");
            live.apply(outcome.migration().orElseThrow());
            assertThat(diff(live, 2001).operations()).isEmpty();
            live.rollback();
            assertThat(live.catalog()).isEqualTo(before);
        }
    }

    private static Autogenerate.Outcome diff(LiveProject live, int constants) throws Exception {
        String kinds =
                IntStream.range(0, constants).mapToObj(i -> "'KIND_" + i + "'").collect(Collectors.joining(","));
        String table = "create table t (kind varchar(255) check ((kind in (" + kinds + "))), text text default '"
                + "it''s long (".repeat(500) + "')";
        String comment = "comment on table t is '" + "it''s long (".repeat(500) + "'";
        return live.diff(
                autogenerate -> autogenerate.run(List.of(table, comment), (statement, position) -> ""), (String) null);
    }
}
