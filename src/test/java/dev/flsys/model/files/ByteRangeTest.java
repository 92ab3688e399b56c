package dev.flsys.model.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

    @ParameterizedTest
    @CsvSource({
        "bytes=0-9, 0, 10",
        "bytes=90-, 90, 10",
        "bytes=-10, 90, 10",
        "bytes=0-999, 0, 100",
        "bytes=-999, 0, 100",
        "bytes=99-99, 99, 1",
        "bytes=0-999999999999999999, 0, 100"
    })
    void a_range_is_cut_to_the_file(String header, long from, long length) {
        assertThat(ByteRange.parse(header, 100)).contains(new ByteRange(from, length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=-",
                "bytes=5-3",
                "bytes=0-1,3-4",
                "items=0-3",
                "bytes=a-b",
                "bytes=99999999999999999999-"
            })
    void other_headers_are_ignored(String header) {
        assertThat(ByteRange.parse(header, 100)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100-", "bytes=200-300", "bytes=-0"})
    void a_range_outside_of_the_file_is_416(String header) {
        assertThatThrownBy(() -> ByteRange.parse(header, 100))
                .isInstanceOfSatisfying(ModelFilesProblem.class, problem -> assertThat(problem.status())
                        .isEqualTo(416));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-0", "bytes=-1"})
    void an_empty_file_has_no_range(String header) {
        assertThatThrownBy(() -> ByteRange.parse(header, 0)).isInstanceOf(ModelFilesProblem.class);
    }
}
