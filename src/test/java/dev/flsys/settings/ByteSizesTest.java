package dev.flsys.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizesTest {

    @ParameterizedTest
    @CsvSource({"0,0", "1024,1024", "5b,5", "1K,1024", "500MiB,524288000", "2 GB,2147483648", "1tib,1099511627776"})
    void a_size_is_read_with_its_unit(String text, long bytes) {
        assertThat(ByteSizes.parse(text)).contains(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5G", "many", "1Pi", "1 2", "999999999999999T", "99999999999999999999"})
    void other_texts_are_no_sizes(String text) {
        assertThat(ByteSizes.parse(text)).isEmpty();
    }
}
