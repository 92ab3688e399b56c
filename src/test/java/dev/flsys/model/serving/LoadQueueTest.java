package dev.flsys.model.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flsys.testsupport.FakeLoader;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LoadQueueTest {

    @Test
    void a_search_that_hangs_is_reported_until_it_ends() {
        CountDownLatch end = new CountDownLatch(1);
        try (LoadQueue queue = new LoadQueue(new FakeLoader(), Duration.ofSeconds(60), Duration.ofMillis(100))) {
            assertThat(queue.canLoad()).isTrue();
            queue.runSoon(() -> FakeLoader.awaitDeaf(end));
            await().until(() -> !queue.canLoad());
            assertThat(queue.hanging()).containsExactly("the search for models");
            end.countDown();
            await().until(queue::canLoad);
            assertThat(queue.hanging()).isEmpty();
        } finally {
            end.countDown();
        }
    }
}
