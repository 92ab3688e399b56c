package dev.flsys.simulation.record;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.simulation.failure.Explanation;
import dev.flsys.simulation.failure.Reason;
import dev.flsys.simulation.log.LogReader;
import dev.flsys.simulation.log.LoggedEvent;
import dev.flsys.simulation.log.SimulationEvent;
import dev.flsys.simulation.log.SimulationLog;
import dev.flsys.simulation.log.SimulationState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The end of a simulation as the last event of its log has it. */
public final class LoggedEnd {

    private LoggedEnd() {}

    /** The end; empty if the log has none. */
    public static Optional<Outcome> of(SimulationLog log) {
        try (LogReader reader = log.open()) {
            List<LoggedEvent> last =
                    reader.read(reader.after(reader.lastSeq() - 1)).events();
            return last.isEmpty() ? Optional.empty() : outcome(last.get(last.size() - 1));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The log cannot be read: " + log.id(), unreadable);
        }
    }

    private static Optional<Outcome> outcome(LoggedEvent event) {
        JsonNode data = event.parsed();
        int code = data.path("exit_code").asInt();
        String message = data.path("message").asText();
        if (event.event().equals(SimulationEvent.Complete.NAME)) {
            return Optional.of(new Outcome(SimulationState.COMPLETED, code, message, null));
        }
        if (!event.event().equals(SimulationEvent.Failed.NAME)) {
            return Optional.empty();
        }
        String name = data.path("status").asText();
        return Arrays.stream(SimulationState.values())
                .filter(state -> state.isFinal() && state.wireName().equals(name))
                .findFirst()
                .map(state -> new Outcome(state, exitCode(state, code), message, reason(data)));
    }

    /** Only a failure has the exit code -1 in its record. The event has -1 for all simulations without an exit code. */
    private static @Nullable Integer exitCode(SimulationState state, int code) {
        return code == SimulationEvent.Failed.NO_EXIT_CODE && state != SimulationState.FAILED ? null : code;
    }

    private static @Nullable Reason reason(JsonNode data) {
        if (!data.hasNonNull("detail")) {
            return null;
        }
        return new Reason(
                data.path("detail").asText(),
                Explanation.read(data.get("explanation")),
                data.hasNonNull("log_seq") ? data.path("log_seq").asLong() : null);
    }
}
