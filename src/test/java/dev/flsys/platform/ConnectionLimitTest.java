package dev.flsys.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionLimitTest {

    private static final String KEY = "quarkus.http.limits.max-connections";

    @ParameterizedTest
    @CsvSource({"64,16", "256,128", "1024,768", "1048576,786432", "9223372036854775807,2147483647"})
    void connections_leave_a_reserve_of_open_files(long openFiles, String connections) {
        assertThat(new ConnectionLimit(openFiles).getValue(KEY)).isEqualTo(connections);
    }

    @Test
    void there_is_no_limit_where_the_open_files_are_not_known() {
        assertThat(new ConnectionLimit(0).getPropertyNames()).isEmpty();
        assertThat(new ConnectionLimit(0).getValue(KEY)).isNull();
    }

    @Test
    void the_service_finds_this_source_and_any_other_one_takes_precedence() {
        assertThat(ServiceLoader.load(ConfigSource.class))
                .filteredOn(source -> source instanceof ConnectionLimit)
                .singleElement()
                .satisfies(source -> assertThat(source.getOrdinal()).isLessThan(100));
    }
}
