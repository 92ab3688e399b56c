package dev.flsys.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.configuration.MemorySize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLimitsTest {

    private final ObjectMapper json = new ObjectMapper();

    JsonLimitsTest() {
        new JsonLimits(new MemorySize(BigInteger.valueOf(30_000_000))).customize(json);
    }

    /** As Quarkus reads the body of a request. */
    private JsonNode read(byte[] body) throws IOException {
        return json.readerFor(JsonNode.class).readValue(new ByteArrayInputStream(body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{} {}", "{}x", "{\"a\":1}]", "[1]2", "{} null", "1 1", "{}\0"})
    void text_after_a_document_is_refused(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> json.readTree(bytes)).isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> json.readTree(body)).isInstanceOf(JsonProcessingException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
    void other_unicode_is_read_as_flask_reads_it(String charset) throws Exception {
        assertThat(read("{\"rounds\":1}".getBytes(Charset.forName(charset)))
                        .path("rounds")
                        .asInt())
                .isEqualTo(1);
        assertThatThrownBy(() -> read("{\"rounds\":1}x".getBytes(Charset.forName(charset))))
                .isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void blanks_and_a_byte_order_mark_are_no_text() throws Exception {
        assertThat(read("\ufeff{\"a\":\"猫\"}".getBytes(StandardCharsets.UTF_8))
                        .path("a")
                        .asText())
                .isEqualTo("猫");
        assertThat(read(" \r\n{} \t\n".getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    void a_text_is_as_long_as_a_body() throws Exception {
        String longest = "\"" + "a".repeat(25_000_000) + "\"";
        assertThat(json.readTree(longest).asText()).hasSize(25_000_000);
    }
}
