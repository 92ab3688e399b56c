package dev.flsys.model.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InterpreterPillowTest {

    private Optional<String> installed = Optional.empty();
    private Optional<String> reported = Optional.empty();
    private long now;
    private final AtomicInteger asked = new AtomicInteger();

    private final InterpreterPillow pillow = new InterpreterPillow(
            () -> {
                asked.incrementAndGet();
                return installed;
            },
            () -> reported,
            () -> now);

    @Test
    void the_installed_version_has_priority_over_the_reported_one() {
        reported = Optional.of("9.4.0");
        assertThat(pillow.version()).contains("9.4.0");
        installed = Optional.of("13.0.0");
        later();
        assertThat(pillow.version()).contains("13.0.0");
    }

    @Test
    void a_project_that_names_no_version_has_none() {
        assertThat(pillow.version()).isEmpty();
    }

    @Test
    void files_are_read_every_few_seconds_only() {
        for (int i = 0; i < 1_000; i++) {
            pillow.version();
        }
        assertThat(asked).hasValue(1);
        later();
        pillow.version();
        assertThat(asked).hasValue(2);
    }

    private void later() {
        now += Duration.ofSeconds(6).toNanos();
    }
}
