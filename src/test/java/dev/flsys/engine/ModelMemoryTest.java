package dev.flsys.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.engine.file.ModelUnusable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ModelMemoryTest {

    private static final long LIMIT = 100L << 20;

    private final AtomicLong used = new AtomicLong(1L << 30);
    private final AtomicInteger closed = new AtomicInteger();

    /** Takes {@code own} bytes until it is closed; others take {@code others} bytes meanwhile. */
    private EngineModel model(long own, long others) {
        used.addAndGet(own + others);
        return (EngineModel) java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {EngineModel.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("close");
                    closed.incrementAndGet();
                    used.addAndGet(-own);
                    return null;
                });
    }

    private ModelMemory memory() {
        return new ModelMemory(LIMIT / 2, () -> LIMIT / 8, used::get);
    }

    @Test
    void a_model_within_the_limit_stays_open() {
        memory().loadLimited(() -> model(LIMIT, 0));
        assertThat(closed).hasValue(0);
    }

    @Test
    void a_model_above_the_limit_is_closed_and_refused() {
        assertThatThrownBy(() -> memory().loadLimited(() -> model(200L << 20, 0)))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("needs 200 MiB of memory for a call, more than the limit of 100 MiB");
        assertThat(closed).hasValue(1);
    }

    @Test
    void memory_that_others_took_meanwhile_is_not_counted() {
        AtomicInteger loads = new AtomicInteger();
        memory().loadLimited(() -> model(1, loads.incrementAndGet() == 1 ? 500L << 20 : 0));
        assertThat(closed).hasValue(1);
        assertThat(loads).hasValue(2);
    }
}
