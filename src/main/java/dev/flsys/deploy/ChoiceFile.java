package dev.flsys.deploy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * {@code .flsys/deploy/choice.json} of the project: the latest {@link Choice}. It is replaced atomically, so no reader
 * sees half of it. Several services use it. Within one service, one thread at a time writes it; any may read.
 */
final class ChoiceFile {

    private static final Logger LOG = Logger.getLogger(ChoiceFile.class);
    private static final int MAX_BYTES = 64 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private static final String FOLDER = "deploy";

    private final FlowerProject project;
    private final Path file;

    ChoiceFile(FlowerProject project) {
        this.project = project;
        this.file = project.ownFolder().resolve(FOLDER).resolve("choice.json");
    }

    /** Deletes the temporary files that a killed service left beside the file. */
    void clean() {
        PrivateFiles.deleteLeftovers(file);
    }

    /** The current stamp of the file; empty if there is none. */
    Optional<FileStamp> stamp() {
        return FileStamp.read(file);
    }

    /** The latest choice; empty if there is none. Logs a file that cannot be read or holds no choice. */
    Optional<Choice> read() {
        try {
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException("it is larger than " + MAX_BYTES + " bytes");
            }
            @Nullable Choice choice = JSON.readValue(Files.readAllBytes(file), Choice.class);
            if (choice == null || choice.id() == null || choice.modelPath() == null) {
                throw new IOException("it names no model");
            }
            return Optional.of(choice);
        } catch (IOException unreadable) {
            LOG.warnf("%s is ignored: %s", file, unreadable.getMessage());
            return Optional.empty();
        }
    }

    /** Makes {@code choice} the latest: forced to the disk first, then published atomically. */
    void write(Choice choice) throws IOException {
        project.makeOwnFolder(FOLDER);
        PrivateFiles.replace(file, JSON.writeValueAsBytes(choice));
    }
}
