package dev.flsys.platform.shutdown;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.testsupport.MainClasses;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The two internal APIs that the service uses: an upgrade of Vert.x or the JDK may remove them. */
class InternalApisTest {

    @Test
    void each_internal_api_is_used_in_one_class() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Listeners.class)
                .should()
                .dependOnClassesThat(type(VertxInternal.class))
                .check(MainClasses.ALL);
        noClasses()
                .that()
                .doNotBelongToAnyOf(TerminationSignal.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("sun.misc")
                .check(MainClasses.ALL);
    }

    @Test
    void vertx_has_event_loops_that_accept_connections() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            assertThat(vertx).isInstanceOfSatisfying(VertxInternal.class, internal -> assertThat(
                            internal.getAcceptorEventLoopGroup())
                    .isNotEmpty());
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_signal_runs_its_action() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        TerminationSignal.handle("WINCH", heard::countDown);
        String self = String.valueOf(ProcessHandle.current().pid());
        assertThat(new ProcessBuilder("kill", "-WINCH", self).start().waitFor()).isZero();
        assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
