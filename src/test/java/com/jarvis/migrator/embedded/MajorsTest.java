package com.jarvis.migrator.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.testing.TestSet;
import java.sql.Connection;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag(TestSet.SLOW)
class MajorsTest {
    @ParameterizedTest
    @ValueSource(ints = {13, 14, 15, 16, 17, 18})
    void a_scratch_server_of_each_version_starts(int major) throws Exception {
        long s = System.nanoTime();
        Binaries b = Binaries.likeServer(major);
        try (ScratchServer server = ScratchServer.start(b);
                Connection connection = server.connect();
                Connection role = server.connectAs("somebody")) {
            assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(major);
            assertThat(role.getMetaData().getUserName()).isEqualTo("somebody");
            System.out.println(major + " " + (System.nanoTime() - s) / 1000000 + " ms");
        }
    }
}
