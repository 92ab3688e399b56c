package dev.flsys.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyDecodingTest {

    private static final byte[] TEXT = "{\"inputs\":[]}".getBytes(StandardCharsets.UTF_8);

    private final DecodedBodies bodies = new DecodedBodies(2_000_000);

    private byte[] decode(byte[] body, @Nullable String encoding, int limit) {
        try (DecodedBodies.Room room = bodies.new Room()) {
            return BodyDecoding.decode(body, encoding, limit, room);
        }
    }

    private interface Encoder {
        OutputStream on(OutputStream target) throws IOException;
    }

    private static byte[] encoded(byte[] body, Encoder encoder) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream encoding = encoder.on(bytes)) {
            encoding.write(body);
        }
        return bytes.toByteArray();
    }

    @Test
    void gzip_and_both_forms_of_deflate_are_decoded() throws IOException {
        Deflater raw = new Deflater(Deflater.DEFAULT_COMPRESSION, true);

        assertThat(decode(encoded(TEXT, GZIPOutputStream::new), "GZIP ", 100)).isEqualTo(TEXT);
        assertThat(decode(encoded(TEXT, DeflaterOutputStream::new), "deflate", 100))
                .isEqualTo(TEXT);
        assertThat(decode(encoded(TEXT, out -> new DeflaterOutputStream(out, raw)), "deflate", 100))
                .isEqualTo(TEXT);
        assertThat(decode(TEXT, null, 100)).isEqualTo(TEXT);
        raw.end();
    }

    @Test
    void the_limit_counts_decoded_bytes() throws IOException {
        byte[] bomb = encoded(new byte[1_000_000], GZIPOutputStream::new);

        assertThat(bomb.length).isLessThan(2_000);
        assertThatThrownBy(() -> decode(bomb, "gzip", 999_999))
                .isInstanceOfSatisfying(OpenInferenceProblem.class, large -> assertThat(large.status())
                        .isEqualTo(413));
        assertThat(decode(bomb, "gzip", 1_000_000)).hasSize(1_000_000);
    }

    @ParameterizedTest
    @CsvSource({"gzip, 400", "deflate, 400", "br, 415"})
    void other_bodies_are_refused(String encoding, int status) {
        assertThatThrownBy(() -> decode(TEXT, encoding, 100))
                .isInstanceOfSatisfying(OpenInferenceProblem.class, refused -> assertThat(refused.status())
                        .isEqualTo(status));
    }

    @Test
    void bodies_that_are_decoded_at_the_same_time_share_their_memory() throws IOException {
        byte[] large = encoded(new byte[1_500_000], GZIPOutputStream::new);

        try (DecodedBodies.Room first = bodies.new Room();
                DecodedBodies.Room second = bodies.new Room()) {
            assertThat(BodyDecoding.decode(large, "gzip", 1_500_000, first)).hasSize(1_500_000);
            assertThatThrownBy(() -> BodyDecoding.decode(large, "gzip", 1_500_000, second))
                    .isInstanceOfSatisfying(OpenInferenceProblem.class, full -> assertThat(full.status())
                            .isEqualTo(503));
        }
        assertThat(decode(large, "gzip", 1_500_000)).hasSize(1_500_000);
    }
}
