package dev.flsys.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDataTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data:image/jpeg;base64,aGVsbG8=",
                "data:image/png;base64,aGVsbG8=",
                "data:;base64,aGVsbG8=",
                "DATA:text/plain;charset=utf-8;BASE64,aGVsbG8=",
                "data:image/jpeg;base64 , aGVs\r\nbG8=\n",
                "aGVsbG8=",
                "  aGVs\nbG8=  ",
                "aGVs!bG8*=",
                "aGVsbG8=and what follows the padding",
                "aGVsbG=8="
            })
    void the_bytes_are_those_that_python_reads(String imageData) {
        assertThat(ImageData.parse(imageData)).asString().isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data:image/webp;base64,+/8A",
                "data:image/webp;base64,-_8A",
                "-_8A",
                "data:image/webp;base64,%2B%2f8A",
                "data:image/webp;base64,-_8%41%"
            })
    void every_byte_survives(String imageData) {
        assertThat(ImageData.parse(imageData)).containsExactly(0xfb, 0xff, 0x00);
    }

    @Test
    void padding_may_be_percent_encoded() {
        assertThat(ImageData.parse("data:image/png;base64,aGVsbG8%3D"))
                .asString()
                .isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aGVsbG8", "data:image/jpeg;base64,aGVsbG8", "a", "aGVsbA", "aGVsbA="})
    void missing_padding_is_refused(String imageData) {
        assertThatThrownBy(() -> ImageData.parse(imageData))
                .isInstanceOf(ImageUnreadable.class)
                .hasMessageContaining("padding");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "data:image/png;base64,", "====", "\u732b"})
    void an_empty_picture_is_refused(String imageData) {
        assertThatThrownBy(() -> ImageData.parse(imageData))
                .isInstanceOf(ImageUnreadable.class)
                .hasMessageContaining("no picture");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data:image/svg+xml,<svg/>", "data:image/png", "data:image/png;base64;x=1,aGVsbG8="})
    void a_data_url_without_base64_is_refused(String imageData) {
        assertThatThrownBy(() -> ImageData.parse(imageData))
                .isInstanceOf(ImageUnreadable.class)
                .hasMessageContaining("data URL");
    }

    @Test
    void a_refusal_has_status_400() {
        assertThatThrownBy(() -> ImageData.parse("a"))
                .isInstanceOfSatisfying(ImageUnreadable.class, problem -> assertThat(problem.status())
                        .isEqualTo(400));
    }
}
