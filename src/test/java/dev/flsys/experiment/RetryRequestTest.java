package dev.flsys.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cells that a retry repeats. */
class RetryRequestTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A cell of each state, by the order of the states. */
    private static final List<Cell> CELLS = IntStream.range(0, CellState.values().length)
            .mapToObj(i -> new Cell(i, CellState.values()[i], 1, 0, null, null, null))
            .toList();

    private static List<CellState> repeated(String body) throws Exception {
        return RetryRequest.read(body.isEmpty() ? null : JSON.readTree(body), CELLS.size()).of(CELLS).stream()
                .map(number -> CELLS.get(number).state())
                .toList();
    }

    @Test
    void only_cells_that_ended_without_success_are_repeated() throws Exception {
        assertThat(repeated("")).containsExactly(CellState.FAILED, CellState.INTERRUPTED);
        assertThat(repeated("{}")).containsExactly(CellState.FAILED, CellState.INTERRUPTED);
        assertThat(repeated("{\"states\":[\"deleted\",\"stopped\"]}"))
                .containsExactly(CellState.STOPPED, CellState.DELETED);
        assertThat(repeated("{\"cells\":[0,1,2,3,4,5,6]}"))
                .containsExactly(CellState.FAILED, CellState.STOPPED, CellState.INTERRUPTED, CellState.DELETED);
        assertThat(repeated("{\"cells\":[6],\"states\":[\"failed\"]}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"cell\":[1]}",
                "{\"cells\":[]}",
                "{\"cells\":1}",
                "{\"cells\":[7]}",
                "{\"cells\":[-1]}",
                "{\"cells\":[1,1]}",
                "{\"cells\":[\"1\"]}",
                "{\"states\":[]}",
                "{\"states\":\"failed\"}",
                "{\"states\":[\"completed\"]}",
                "{\"states\":[\"failed\",\"failed\"]}"
            })
    void any_other_body_is_refused(String body) {
        assertThatThrownBy(() -> repeated(body)).isInstanceOf(ExperimentProblem.class);
    }
}
