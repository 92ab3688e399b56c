package dev.flsys.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class BlockingCallsTest {

    @Test
    void closing_interrupts_all_calls_and_rejects_new_ones() throws Exception {
        BlockingCalls calls = new BlockingCalls();
        CountDownLatch inside = new CountDownLatch(1);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<String> waiting = thread.submit(() -> {
                try (BlockingCalls.Call call = calls.enter()) {
                    inside.countDown();
                    new CountDownLatch(1).await();
                    return "not interrupted";
                } catch (InterruptedException stopped) {
                    return "interrupted";
                }
            });
            inside.await();
            calls.close();
            assertThat(waiting.get()).isEqualTo("interrupted");
            assertThatThrownBy(calls::enter).isInstanceOf(InterruptedException.class);
        } finally {
            thread.shutdownNow();
        }
    }
}
