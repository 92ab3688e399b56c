package dev.flsys.received;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorHeadTest {

    private static MultiMap headers(String value) {
        return MultiMap.caseInsensitiveMultiMap().add("Inference-Header-Content-Length", value);
    }

    @Test
    void a_number_is_the_length_of_the_json() {
        assertThat(TensorHead.length(headers("0"))).hasValue(0);
        assertThat(TensorHead.length(headers("00173"))).hasValue(173);
        assertThat(TensorHead.length(headers("99999999"))).hasValue(99_999_999);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "1 ", "1e3", "١", "100000000", "99999999999999999999"})
    void other_texts_are_no_length(String text) {
        assertThat(TensorHead.length(headers(text))).isEmpty();
    }

    @Test
    void a_compressed_body_and_a_body_without_the_header_may_be_json() {
        assertThat(TensorHead.length(MultiMap.caseInsensitiveMultiMap())).isEmpty();
        assertThat(TensorHead.length(headers("5").add("Content-Encoding", "gzip")))
                .isEmpty();
    }
}
