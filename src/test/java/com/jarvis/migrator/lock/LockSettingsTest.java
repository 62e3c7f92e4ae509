package com.jarvis.migrator.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LockSettingsTest {

    @Test
    void without_a_word_it_is_five_seconds_five_retries_and_five_minutes() throws MigratorException {
        assertThat(LockSettings.of(Map.of()))
                .isEqualTo(LockSettings.DEFAULT)
                .isEqualTo(new LockSettings(Duration.ofSeconds(5), 5, Duration.ofMinutes(5), false));
    }

    @Test
    void durations_are_written_as_postgresql_writes_them() throws MigratorException {
        assertThat(LockSettings.of(Map.of("lock.timeout", "250ms", "lock.wait", "2 h")))
                .isEqualTo(new LockSettings(Duration.ofMillis(250), 5, Duration.ofHours(2), false));
    }

    @Test
    void a_pooler_is_accepted_only_if_the_user_says_that_it_keeps_the_session() throws MigratorException {
        assertThat(LockSettings.of(Map.of("lock.pooler", "session")).isPoolerAccepted())
                .isTrue();
        assertThat(LockSettings.of(Map.of()).isPoolerAccepted()).isFalse();
        assertThatThrownBy(() -> LockSettings.of(Map.of("lock.pooler", "transaction")))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                        -Dlock.pooler=transaction is not known, so nothing was done.
                        Leave it out, or say that the pooler keeps one session per connection: -Dlock.pooler=session""");
    }

    @Test
    void a_duration_without_a_unit_is_refused() {
        assertThatThrownBy(() -> LockSettings.of(Map.of("lock.timeout", "5")))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                -Dlock.timeout=5 is not a duration, so nothing was done.
                Write a number with its unit (ms, s, min, h): -Dlock.timeout=5s""");
    }

    @Test
    void a_number_of_retries_that_is_none_is_refused() {
        assertThatThrownBy(() -> LockSettings.of(Map.of("lock.retries", "-1")))
                .isInstanceOf(MigratorException.class)
                .hasMessage("""
                -Dlock.retries=-1 is not a number from 0 to 9999, so nothing was done.
                Write the number of retries: -Dlock.retries=5""");
    }

    @Test
    void pauses_double_and_vary_by_half() {
        LockSettings settings = LockSettings.DEFAULT;

        for (int attempt = 1; attempt <= 5; attempt++) {
            long middle = 1000L << attempt - 1;
            assertThat(IntStream.range(0, 200)
                            .mapToLong(i -> settings.pause(1).toMillis())
                            .distinct()
                            .count())
                    .isGreaterThan(20);
            assertThat(settings.pause(attempt).toMillis()).isBetween(middle / 2, middle * 3 / 2);
        }
    }

    @Test
    void a_duration_reads_in_two_units_at_most() {
        assertThat(List.of(
                        LockSettings.text(Duration.ofMillis(250)),
                        LockSettings.text(Duration.ofMillis(12_999)),
                        LockSettings.text(Duration.ofSeconds(185)),
                        LockSettings.text(Duration.ofMinutes(120)),
                        LockSettings.text(Duration.ofSeconds(3 * 3600 + 65))))
                .containsExactly("250 ms", "12 s", "3 min 5 s", "2 h", "3 h 1 min");
    }
}
