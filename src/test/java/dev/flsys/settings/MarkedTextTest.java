package dev.flsys.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MarkedTextTest {

    private static final String TEXT = "flwr==1.8.0\r\n猫";

    @Test
    void the_mark_decides_the_encoding_and_is_removed() {
        assertThat(MarkedText.decode(TEXT.getBytes(StandardCharsets.UTF_8))).isEqualTo(TEXT);
        assertThat(MarkedText.decode(("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(TEXT);
        assertThat(MarkedText.decode(("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_16LE)))
                .isEqualTo(TEXT);
        assertThat(MarkedText.decode(("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_16BE)))
                .isEqualTo(TEXT);
    }

    @Test
    void short_content_is_utf_8() {
        assertThat(MarkedText.decode(new byte[0])).isEmpty();
        assertThat(MarkedText.decode(new byte[] {'a'})).isEqualTo("a");
    }
}
