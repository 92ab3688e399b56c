package dev.flsys.tracking;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.project.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A small file with the state of an export, in the folder of its run. */
final class StateFile<T> {

    private final Path file;
    private final Class<T> type;
    private final ObjectMapper json;

    StateFile(Path file, Class<T> type, ObjectMapper json) {
        this.file = file;
        this.type = type;
        this.json = json;
    }

    /** The state; empty if there is none, or it is damaged. */
    Optional<T> read() {
        try {
            return Files.isRegularFile(file)
                    ? Optional.ofNullable(json.readValue(Files.readAllBytes(file), type))
                    : Optional.empty();
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }

    /** Replaces the state atomically. */
    void write(T state) throws IOException {
        PrivateFiles.replace(file, json.writeValueAsBytes(state));
    }
}
