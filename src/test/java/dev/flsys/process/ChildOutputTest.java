package dev.flsys.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ChildOutputTest {

    private final PipedOutputStream writer = new PipedOutputStream();

    private ChildOutput output(Duration timeout) throws Exception {
        ChildOutput output = new ChildOutput(new PipedInputStream(writer, 1024), timeout);
        output.start("child-output-test");
        return output;
    }

    @Test
    void output_that_a_process_holds_open_ends_after_the_patience_without_losing_a_byte() throws Exception {
        ChildOutput output = output(Duration.ofMillis(200));
        writer.write("last words".getBytes(StandardCharsets.UTF_8));
        writer.flush();
        output.endSoon();
        assertThat(output.readAllBytes()).asString().isEqualTo("last words");
    }

    @Test
    void bytes_arrive_in_order_when_there_are_more_than_the_buffer_holds() throws Exception {
        ChildOutput output = output(Duration.ofMinutes(1));
        byte[] bytes = new byte[300_001];
        new Random(7).nextBytes(bytes);
        Thread thread = new Thread(() -> {
            try (writer) {
                writer.write(bytes);
            } catch (IOException unexpected) {
                throw new UncheckedIOException(unexpected);
            }
        });
        thread.start();
        assertThat(output.readAllBytes()).isEqualTo(bytes);
        thread.join();
    }

    @Test
    void a_closed_output_has_no_more_bytes() throws Exception {
        ChildOutput output = output(Duration.ofMinutes(1));
        writer.write(1);
        writer.flush();
        output.close();
        assertThat(output.read()).isEqualTo(-1);
        assertThat(output.available()).isZero();
    }
}
