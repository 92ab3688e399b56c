package dev.flsys.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.engine.EngineModel;
import dev.flsys.engine.ModelUnusable;
import dev.flsys.project.FileStamp;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AsideLoaderTest {

    private final CountDownLatch release = new CountDownLatch(1);
    private final AsideLoader loader = new AsideLoader(Duration.ofMillis(500));

    @AfterEach
    void release() {
        release.countDown();
    }

    @Test
    void a_load_that_does_not_end_is_given_up_and_not_tried_again_with_the_same_file() {
        assertThatThrownBy(() -> loader.load(file("a"), this::endless))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("was not loaded within 500 ms");
        assertThat(loader.hanging()).containsExactly("a");
        assertThatThrownBy(() -> loader.load(file("a"), this::endless))
                .hasMessageContaining("an earlier load of this file did not end");
        assertThatThrownBy(() -> loader.load(file("b"), AsideLoaderTest::broken))
                .hasMessageContaining("is broken");
        release.countDown();
        Awaitility.await().until(() -> loader.hanging().isEmpty());
    }

    @Test
    void four_loads_may_hang_and_then_none_is_possible() {
        for (String name : new String[] {"a", "b", "c", "d"}) {
            assertThat(loader.canLoad()).isTrue();
            assertThatThrownBy(() -> loader.load(file(name), this::endless)).isInstanceOf(ModelUnusable.class);
        }
        assertThat(loader.canLoad()).isFalse();
        assertThatThrownBy(() -> loader.load(file("e"), AsideLoaderTest::broken))
                .isInstanceOf(DeployBusy.class);
        release.countDown();
        Awaitility.await().until(loader::canLoad);
    }

    private EngineModel endless() throws InterruptedException {
        release.await();
        return broken();
    }

    private static EngineModel broken() {
        throw new ModelUnusable("is broken");
    }

    private static FileStamp file(String name) {
        return new FileStamp(Path.of(name), 1, Instant.EPOCH);
    }
}
