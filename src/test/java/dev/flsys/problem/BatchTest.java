package dev.flsys.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchTest {

    private static final ObjectWriter JSON = new ObjectMapper().writer();

    private static final class Busy extends Problem {

        Busy() {
            super(503, "Busy", "Ask again.", 7);
        }
    }

    private static List<String> ids(int number) {
        return IntStream.range(0, number).mapToObj(each -> "id" + each).toList();
    }

    @Test
    void an_id_without_a_value_fails_no_other_one() {
        Batch<String> batch = Batch.read(
                List.of("a", "busy", "broken", "b"),
                id -> switch (id) {
                    case "busy" -> throw new Busy();
                    case "broken" -> throw new IllegalStateException("/home/me/secret");
                    default -> id + "!";
                },
                JSON);
        assertThat(batch.found()).containsExactly(entry("a", "a!"), entry("b", "b!"));
        assertThat(batch.failed().get("busy")).isEqualTo(new Batch.Failure(503, "Ask again.", 7));
        assertThat(batch.failed().get("broken"))
                .isEqualTo(new Batch.Failure(500, "The service failed. Its log has the cause.", null));
        assertThat(batch.leftOut()).isEmpty();
    }

    @Test
    void an_id_that_occurs_twice_is_read_once() {
        List<String> read = new ArrayList<>();
        List<String> twice = new ArrayList<>(ids(Batch.MAX_IDS));
        twice.addAll(ids(Batch.MAX_IDS));
        Batch.read(
                twice,
                id -> {
                    read.add(id);
                    return id;
                },
                JSON);
        assertThat(read).isEqualTo(ids(Batch.MAX_IDS));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Batch.MAX_IDS + 1, 10_000})
    void the_number_of_ids_is_limited(int number) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Batch.read(ids(number), id -> id, JSON))
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(400))
                .withMessage("The query has 1 to 100 parameters 'id'.");
    }

    @Test
    void values_that_do_not_fit_are_left_out_but_the_first_one_is_always_read() {
        Batch<String> batch = Batch.read(ids(3), id -> "x".repeat(60), JSON, 100, () -> 0);
        assertThat(batch.found()).containsOnlyKeys("id0", "id1");
        assertThat(batch.leftOut()).containsExactly("id2");
        assertThat(Batch.read(ids(2), id -> "x".repeat(600), JSON, 100, () -> 0).found())
                .containsOnlyKeys("id0");
    }

    @Test
    void values_are_left_out_when_the_time_is_over() {
        long[] now = {0};
        Batch<String> batch = Batch.read(
                ids(3),
                id -> {
                    now[0] += Duration.ofSeconds(15).toNanos();
                    return id;
                },
                JSON,
                100,
                () -> now[0]);
        assertThat(batch.found()).containsOnlyKeys("id0", "id1");
        assertThat(batch.leftOut()).containsExactly("id2");
    }
}
