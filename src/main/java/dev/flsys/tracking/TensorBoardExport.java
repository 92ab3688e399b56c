package dev.flsys.tracking;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.simulation.RunSource;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationState;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.tracking.tensorboard.EventFile;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The export of a run to an event file of TensorBoard. The state is stored after each part. A service can be killed
 * between the part and the state. The next one cuts the file to the length in the state and continues, so no point is
 * in the file twice.
 */
final class TensorBoardExport implements RunExport {

    private static final int MAX_BYTES = 1 << 20;

    private final RunSource source;
    private final SimulationId id;
    private final EventFile file;
    private final RunPoints points;
    private final StateFile<State> states;
    private final Path path;

    /**
     * The state of the export.
     *
     * @param file the event file, absolute
     * @param length its bytes that belong to {@code position}
     */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record State(String file, long length, Position position, boolean done) {

        /** @throws IllegalArgumentException if the length is negative */
        State {
            Objects.requireNonNull(file);
            Objects.requireNonNull(position);
            if (length < 0) {
                throw new IllegalArgumentException("A length is at least 0");
            }
        }
    }

    private TensorBoardExport(
            RunSource source, SimulationId id, Path path, EventFile file, RunPoints points, StateFile<State> states) {
        this.source = source;
        this.id = id;
        this.path = path;
        this.file = file;
        this.points = points;
        this.states = states;
    }

    /** The tool that writes each run into a folder of its own in {@code folder}. */
    static RunExports.Tool tool(Path folder, RunSource source, ObjectMapper json) {
        return new RunExports.Tool() {
            @Override
            public String name() {
                return "TensorBoard (EXPORT_TENSORBOARD_DIR)";
            }

            @Override
            public String file() {
                return "tensorboard.json";
            }

            private StateFile<State> states(SimulationId id) {
                return new StateFile<>(source.file(id, file()), State.class, json);
            }

            private Path path(SimulationRecord record) {
                String id = record.id().value();
                return folder.resolve(id).resolve(EventFile.name(record.times().requested(), id));
            }

            @Override
            public void mark(SimulationId id) throws IOException {
                StateFile<State> states = states(id);
                Optional<SimulationRecord> record = source.record(id);
                if (record.isPresent() && states.read().isEmpty()) {
                    states.write(new State(path(record.get()).toString(), 0, Position.START, false));
                }
            }

            @Override
            public Optional<RunExport> open(SimulationRecord record) throws IOException {
                StateFile<State> states = states(record.id());
                Path path = path(record);
                Optional<State> stored = states.read();
                if (stored.filter(State::done).isPresent()) {
                    return Optional.empty();
                }
                Optional<State> known = stored.filter(state -> state.file().equals(path.toString()));
                Files.createDirectories(folder.resolve(record.id().value()));
                boolean there = known.isPresent()
                        && known.get().length() > 0
                        && Files.isRegularFile(path)
                        && Files.size(path) >= known.get().length();
                Position from = there ? known.get().position() : Position.START;
                EventFile file =
                        there ? EventFile.open(path, known.get().length()) : begin(path, RunFacts.of(record, source));
                try {
                    RunPoints points = RunPoints.of(source, record, from, json);
                    return Optional.of(new TensorBoardExport(source, record.id(), path, file, points, states));
                } catch (IOException | RuntimeException unreadable) {
                    file.close();
                    throw unreadable;
                }
            }

            @Override
            public void giveUp(SimulationId id, String reason) {
                // Another service start tries again.
            }

            @Override
            public boolean isFinal(Exception failure) {
                return false;
            }
        };
    }

    /** A new file with the description of the run, not flushed. */
    static EventFile begin(Path path, RunFacts facts) throws IOException {
        SimulationRecord record = facts.record();
        var time = Objects.requireNonNullElse(
                record.times().started(), record.times().requested());
        EventFile file = EventFile.create(path, time);
        file.writeSessionStart(time, record.id().value(), facts.parameters());
        file.writeText(time, "run", facts.markdown());
        return file;
    }

    /** Adds the end of a run that has ended. */
    static void end(EventFile file, SimulationRecord record) {
        if (record.times().ended() != null) {
            file.writeSessionEnd(record.times().ended(), record.state() == SimulationState.COMPLETED);
        }
    }

    @Override
    public Next advance() throws IOException {
        boolean more = true;
        while (more && file.waiting() < MAX_BYTES) {
            Optional<Points> next = points.next();
            next.ifPresent(each -> file.writeScalars(each.time(), each.step(), each.values()));
            more = next.isPresent();
        }
        boolean over = !more && points.isOver();
        if (over) {
            source.record(id).ifPresent(record -> end(file, record));
        }
        if (file.waiting() > 0) {
            long length = file.flush();
            if (source.record(id).isPresent()) {
                states.write(new State(path.toString(), length, points.position(), over));
            }
        }
        return over ? Next.NOTHING : more ? Next.MORE : Next.LATER;
    }

    @Override
    public void close() throws IOException {
        points.close();
        file.close();
    }
}
