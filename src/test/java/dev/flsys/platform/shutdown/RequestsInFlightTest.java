package dev.flsys.platform.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RequestsInFlightTest {

    private static final Duration NEVER = Duration.ofMinutes(5);

    private final RequestsInFlight requests = new RequestsInFlight();

    private CompletableFuture<Boolean> await(Duration quiet, Duration limit) {
        CompletableFuture<Boolean> none = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                none.complete(requests.awaitNone(quiet, limit));
            } catch (InterruptedException ended) {
                none.completeExceptionally(ended);
            }
        });
        waiting.setDaemon(true);
        waiting.start();
        Awaitility.await().until(() -> none.isDone() || waiting.getState() == Thread.State.TIMED_WAITING);
        return none;
    }

    @Test
    void the_wait_ends_with_the_last_request() throws Exception {
        requests.countBegin();
        requests.countBegin();
        var none = await(Duration.ZERO, NEVER);
        requests.countEnd();
        assertThat(requests.count()).isEqualTo(1);
        assertThat(none).isNotDone();
        requests.countEnd();
        assertThat(none.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_request_that_arrives_during_the_quiet_time_is_awaited() throws Exception {
        var none = await(Duration.ofMillis(500), NEVER);
        requests.countBegin();
        Awaitility.await().pollDelay(Duration.ofMillis(600)).until(() -> !none.isDone());
        requests.countEnd();
        assertThat(none.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void the_wait_lasts_at_least_the_quiet_time() {
        assertThat(await(NEVER, NEVER)).isNotDone();
    }

    @Test
    void a_request_that_does_not_end_is_awaited_up_to_the_limit() throws Exception {
        requests.countBegin();
        assertThat(await(Duration.ZERO, Duration.ofMillis(50)).get(30, TimeUnit.SECONDS))
                .isFalse();
        assertThat(requests.count()).isEqualTo(1);
    }

    @Test
    void the_limit_is_not_a_failure_without_a_request() throws Exception {
        assertThat(requests.awaitNone(NEVER, Duration.ZERO)).isTrue();
    }
}
