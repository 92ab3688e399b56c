package dev.flsys.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.Test;

class LogFieldTest {

    @Test
    void a_field_ends_when_it_is_closed() {
        try (LogField field = LogField.of("model_id", "a")) {
            assertThat(MDC.get("model_id")).isEqualTo("a");
        }
        assertThat(MDC.get("model_id")).isNull();
    }

    @Test
    void a_thread_of_a_pool_does_not_keep_the_field_of_the_task_that_started_it() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor(LogField.threads("test"));
        try {
            try (LogField field = LogField.of("model_id", "a")) {
                assertThat(pool.submit(() -> MDC.get("model_id")).get(10, TimeUnit.SECONDS))
                        .isNull();
            }
            Thread thread = pool.submit(Thread::currentThread).get(10, TimeUnit.SECONDS);
            assertThat(thread.isDaemon()).isTrue();
            assertThat(thread.getName()).isEqualTo("test-1");
            assertThat(thread.getContextClassLoader())
                    .isSameAs(Thread.currentThread().getContextClassLoader());
        } finally {
            pool.shutdownNow();
        }
    }
}
