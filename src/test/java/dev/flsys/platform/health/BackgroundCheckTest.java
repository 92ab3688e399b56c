package dev.flsys.platform.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.platform.health.BackgroundCheck.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BackgroundCheckTest {

    private final AtomicLong clock = new AtomicLong();
    private final List<CompletableFuture<String>> looks = new ArrayList<>();
    private boolean begins = true;
    private final BackgroundCheck<String> look = new BackgroundCheck<>(this::begin, clock::get);

    private CompletionStage<String> begin() {
        if (!begins) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        looks.add(new CompletableFuture<>());
        return looks.get(looks.size() - 1);
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private static Seen<String> get(CompletionStage<Seen<String>> seen) throws Exception {
        return seen.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void concurrent_callers_share_one_check_and_its_result_is_valid_for_a_second() throws Exception {
        var one = look.seen();
        var two = look.seen();
        looks.get(0).complete("good");
        assertThat(get(one)).isEqualTo(new Seen<>(Optional.of("good"), Duration.ZERO));
        assertThat(get(two)).isEqualTo(get(one));
        pass(Duration.ofMillis(999));
        assertThat(get(look.seen()).latest()).contains("good");
        assertThat(looks).hasSize(1);

        pass(Duration.ofMillis(1));
        var later = look.seen();
        looks.get(1).complete("bad");
        assertThat(get(later).latest()).contains("bad");
    }

    @Test
    void no_caller_waits_for_a_check_that_hangs_and_no_second_one_is_started() throws Exception {
        var first = look.seen();
        looks.get(0).complete("good");
        get(first);
        pass(Duration.ofSeconds(2));
        assertThat(get(look.seen())).isEqualTo(new Seen<>(Optional.of("good"), Duration.ZERO));
        pass(Duration.ofSeconds(9));
        assertThat(look.seen())
                .as("it has waited long enough to return at once")
                .isCompletedWithValue(new Seen<>(Optional.of("good"), Duration.ofSeconds(9)));
        assertThat(looks).hasSize(2);

        looks.get(1).complete("back");
        assertThat(get(look.seen())).isEqualTo(new Seen<>(Optional.of("back"), Duration.ZERO));
        assertThat(looks).hasSize(2);
    }

    @Test
    void a_check_that_fails_or_cannot_start_has_no_result_and_is_repeated() throws Exception {
        var first = look.seen();
        looks.get(0).complete("good");
        get(first);
        pass(Duration.ofSeconds(1));
        var second = look.seen();
        looks.get(1).completeExceptionally(new IllegalStateException());
        assertThat(get(second)).isEqualTo(new Seen<>(Optional.empty(), Duration.ZERO));

        begins = false;
        assertThat(get(look.seen())).isEqualTo(new Seen<>(Optional.empty(), Duration.ZERO));
        begins = true;
        var last = look.seen();
        looks.get(2).complete("good");
        assertThat(get(last).latest()).contains("good");
    }
}
