package dev.flsys.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.picture.ImageUnreadable;
import dev.flsys.received.ReceivedBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecodedRequestTest {

    private static final ObjectMapper JSON = new ObjectMapper()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final List<String> SEEDS = List.of(
            "{\"model_id\":\"LeNet\",\"image_data\":\"data:image/png;base64,aGVsbG8=\"}",
            "{\"image_data\":\"data:image/png;base64,aGVsbG8=\",\"model_id\":\"LeNet\"}",
            " {\n \"model_id\" : \"a b\" ,\t\"image_data\" : \"aGVs\" }\r\n",
            "{\"image_data\" : \"aGVsbG8hIQ==\" , \"model_id\" : \"{x}/y.z\" } ");

    /** Texts that bodies are changed with. */
    private static final List<String> PARTS = List.of(
            "\"",
            "\\",
            "\\\"",
            "\\/",
            "\\u002b",
            "\\u0022",
            "=",
            "==",
            " ",
            "\n",
            "\t",
            ",",
            ":",
            "{",
            "}",
            "{}",
            "a",
            "+/",
            "-_",
            "data:",
            ";base64,",
            "DATA:",
            ";base64 ,",
            "model_id",
            "image_data",
            "null",
            "1",
            "\"x\":1,",
            ",\"x\":[\"y\"]",
            "\"model_id\":\"b\",",
            ",\"image_data\":\"aaaa\"",
            "\u0000",
            "\u007f",
            "\u00e4",
            "\ufeff",
            "aGVsbG8=",
            "aGVsbG9h".repeat(90),
            "[",
            "]",
            "//",
            "/**/");

    private static Optional<DecodedRequest> read(String body) {
        return DecodedRequest.read(Unpooled.wrappedBuffer(body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void the_usual_bodies_are_decoded_without_a_parser() {
        for (String body : SEEDS) {
            assertThat(read(body)).as(body).get().satisfies(request -> assertSame(body, request));
        }
    }

    @Test
    void a_picture_in_many_pieces_keeps_every_byte() {
        byte[] file = new byte[300_001];
        new Random(1).nextBytes(file);
        String text = Base64.getEncoder().encodeToString(file);
        for (String body : List.of(
                "{\"model_id\":\"m\",\"image_data\":\"data:image/jpeg;base64," + text + "\"}",
                "{\"image_data\":\"" + text + "\",\"model_id\":\"m\"}")) {
            for (int piece : List.of(10, 4_000, 65_536, 1_000_000)) {
                Optional<DecodedRequest> request = DecodedRequest.read(pieces(body, piece));
                assertThat(request).isPresent();
                assertThat(request.get().file()).isEqualTo(file);
                assertThat(request.get().model()).isEqualTo("m");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "[]",
                "{\"model_id\":\"m\"}",
                "{\"image_data\":\"aGVs\"}",
                "{\"model_id\":\"m\",\"image_data\":\"\"}",
                "{\"model_id\":\" \",\"image_data\":\"aGVs\"}",
                "{\"model_id\":\"\",\"image_data\":\"aGVs\"}",
                "{\"model_id\":\"m\\u0041\",\"image_data\":\"aGVs\"}",
                "{\"model_id\":\"m\u00e4\",\"image_data\":\"aGVs\"}",
                "{\"model_id\":\"m\",\"image_data\":\"aGV\"}",
                "{\"model_id\":\"m\",\"image_data\":\"a\\/Vs\"}",
                "{\"model_id\":\"m\",\"image_data\":\"a Vs\"}",
                "{\"model_id\":\"m\",\"image_data\":\"a-_s\"}",
                "{\"model_id\":\"m\",\"image_data\":\"aa==aaaa\"}",
                "{\"model_id\":\"m\",\"image_data\":\"data:image/png,aaaa\"}",
                "{\"model_id\":\"m\",\"image_data\":\"data:a,b;base64,aaaa\"}",
                "{\"model_id\":\"m\",\"image_data\":\"aGVs\"}}",
                "{\"model_id\":\"m\",\"image_data\":\"aGVs\"} x",
                "{\"model_id\":\"m\",\"image_data\":\"aGVs\",}",
                "{\"model_id\":\"m\",\"image_data\":\"aGVs\",\"x\":1}",
                "{\"model_id\":\"m\",\"image_data\":\"aGVs\",\"model_id\":\"n\"}",
                "{\"image_data\":\"aGVs\",\"image_data\":\"aaaa\",\"model_id\":\"n\"}",
                "{\"model_id\":\"m\",\"model_id\":\"n\",\"image_data\":\"aGVs\"}",
                "{\"model_id\":1,\"image_data\":\"aGVs\"}",
                "{\"model_id\":\"m\",\"image_data\":null}"
            })
    void other_bodies_are_left_to_jackson(String body) {
        assertThat(read(body)).isEmpty();
    }

    /** Whatever is read without the parser is what the parser reads. */
    @Test
    void changed_bodies_are_read_as_by_jackson_or_left_to_it() {
        Random random = new Random(20261129);
        int decoded = 0;
        int left = 0;
        for (int i = 0; i < 200_000; i++) {
            String body = changed(SEEDS.get(random.nextInt(SEEDS.size())), random);
            Optional<DecodedRequest> request = DecodedRequest.read(pieces(body, 1 + random.nextInt(80)));
            if (request.isPresent()) {
                assertSame(body, request.get());
                decoded++;
            } else {
                left++;
            }
        }
        assertThat(decoded).isGreaterThan(10_000);
        assertThat(left).isGreaterThan(10_000);
    }

    private static String changed(String seed, Random random) {
        StringBuilder body = new StringBuilder(seed);
        for (int changes = 1 + random.nextInt(3); changes > 0 && !body.isEmpty(); changes--) {
            int at = random.nextInt(body.length() + 1);
            int end = Math.min(body.length(), at + random.nextInt(6));
            switch (random.nextInt(4)) {
                case 0 -> body.insert(at, PARTS.get(random.nextInt(PARTS.size())));
                case 1 -> body.delete(at, end);
                case 2 -> body.replace(at, end, PARTS.get(random.nextInt(PARTS.size())));
                default -> body.insert(random.nextInt(body.length() + 1), body.substring(at, end));
            }
        }
        return body.toString();
    }

    private static void assertSame(String body, DecodedRequest request) {
        try {
            PredictRequest expected = JSON.readValue(body.getBytes(StandardCharsets.UTF_8), PredictRequest.class);
            assertThat(request.model()).as(body).isEqualTo(expected.modelId()).isNotBlank();
            assertThat(request.file()).as(body).isEqualTo(expected.file());
        } catch (IOException | ImageUnreadable refused) {
            throw new AssertionError(body + " is refused", refused);
        }
    }

    private static ByteBuf pieces(String text, int size) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ReceivedBytes received = new ReceivedBytes();
        for (int from = 0; from < bytes.length; from += size) {
            byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size));
            received.add(Unpooled.wrappedBuffer(piece));
        }
        return received.take();
    }
}
