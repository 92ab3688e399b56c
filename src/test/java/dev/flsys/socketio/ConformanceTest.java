package dev.flsys.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Runs the public suites of both protocols with Node.js; {@code src/test/socketio/conformance} starts this. The suites
 * expect port 3000, an echo, and a short heartbeat. {@link SocketIo4EchoTest} has their cases for every build.
 */
@QuarkusTest
@TestProfile(ConformanceTest.Echoes.class)
@EnabledIfSystemProperty(named = "conformance.engine", matches = ".+")
@EnabledIfSystemProperty(named = "conformance.socket", matches = ".+")
class ConformanceTest {

    private static final long LIMIT_SECONDS = 120;

    public static class Echoes implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.http.test-port", "3000",
                    "quarkus.arc.exclude-types", "dev.flsys.live.SocketIoEndpoint",
                    "flsys.test.conformance", "true",
                    "SOCKETIO_PING_INTERVAL", "300ms",
                    "SOCKETIO_PING_TIMEOUT", "200ms");
        }
    }

    @Test
    void engine_io_s_suite_passes() throws Exception {
        run(System.getProperty("conformance.engine"));
    }

    @Test
    void socket_io_s_suite_passes() throws Exception {
        run(System.getProperty("conformance.socket"));
    }

    private static void run(String folder) throws IOException, InterruptedException {
        Process mocha = new ProcessBuilder("npx", "mocha", "test-suite.js")
                .directory(new File(folder))
                .redirectErrorStream(true)
                .start();
        String output = new String(mocha.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(mocha.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(mocha.exitValue()).as(output).isZero();
    }
}
