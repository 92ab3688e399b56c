package dev.flsys.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.problem.NearestName;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The checked body of a retry.
 *
 * @param states the states of the cells that are repeated
 * @param cells the only cells that are repeated; null for all
 */
record RetryRequest(Set<CellState> states, @Nullable Set<Integer> cells) {

    private static final Set<CellState> USUAL = Set.of(CellState.FAILED, CellState.INTERRUPTED);
    /** A completed cell whose run exists is never repeated. */
    private static final Set<CellState> ALL =
            Set.of(CellState.FAILED, CellState.INTERRUPTED, CellState.STOPPED, CellState.DELETED);

    private static final List<String> MEMBERS = List.of("cells", "states");

    /**
     * Reads a body, which may be missing.
     *
     * @param runs number of cells of the experiment
     * @throws ExperimentProblem if it is refused
     */
    static RetryRequest read(@Nullable JsonNode body, int runs) {
        if (body == null || body.isNull() || body.isMissingNode()) {
            return new RetryRequest(USUAL, null);
        }
        if (!body.isObject()) {
            throw ExperimentProblem.refused("The body is empty, or an object such as {\"cells\":[0,5]} or"
                    + " {\"states\":[\"failed\",\"deleted\"]}.");
        }
        body.fieldNames().forEachRemaining(member -> {
            if (!MEMBERS.contains(member)) {
                throw ExperimentProblem.refused(
                        "The body has a member that is unknown." + NearestName.suggest(member, MEMBERS));
            }
        });
        Set<Integer> cells = body.has("cells") ? parseCells(body.get("cells"), runs) : null;
        Set<CellState> states = body.has("states") ? parseStates(body.get("states")) : cells == null ? USUAL : ALL;
        return new RetryRequest(states, cells);
    }

    /** The numbers of the cells that are repeated. */
    List<Integer> of(List<Cell> all) {
        return all.stream()
                .filter(cell -> states.contains(cell.state()))
                .map(Cell::number)
                .filter(number -> cells == null || cells.contains(number))
                .toList();
    }

    private static Set<Integer> parseCells(JsonNode cells, int runs) {
        Set<Integer> numbers = new TreeSet<>();
        cells.forEach(cell -> {
            if (cell.isIntegralNumber() && cell.canConvertToInt() && cell.intValue() >= 0 && cell.intValue() < runs) {
                numbers.add(cell.intValue());
            }
        });
        if (!cells.isArray() || cells.isEmpty() || numbers.size() != cells.size()) {
            throw ExperimentProblem.refused(
                    "'cells' is a list of different numbers of cells, from 0 to " + (runs - 1) + ".");
        }
        return numbers;
    }

    private static Set<CellState> parseStates(JsonNode states) {
        Set<CellState> known = Stream.of(states)
                .filter(JsonNode::isArray)
                .flatMap(list ->
                        Stream.iterate(0, i -> i < list.size(), i -> i + 1).map(list::get))
                .flatMap(state -> CellState.named(state.asText()).stream())
                .filter(ALL::contains)
                .collect(Collectors.toSet());
        if (known.isEmpty() || known.size() != states.size()) {
            throw ExperimentProblem.refused(
                    "'states' is a list of different states of failed, interrupted, stopped and" + " deleted.");
        }
        return known;
    }
}
