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
 * {@code .flsys/deploy/choice.json} of the project: the latest {@link Choice}. It is replaced as a whole, so that
 * nobody reads half of it. Used by several services; within one it is written by one thread at a time and read by any.
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

    /** The file as it is now, to see whether it changed; empty if there is none. */
    Optional<FileStamp> stamp() {
        return FileStamp.now(file);
    }

    /** The latest choice; empty if there is none, or the file cannot be read or is no choice, which is logged. */
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
            LOG.warnf("%s is passed over: %s", file, unreadable.getMessage());
            return Optional.empty();
        }
    }

    /** Makes {@code choice} the latest: on the disk before it is seen, and seen as a whole. */
    void write(Choice choice) throws IOException {
        project.makeOwnFolder(FOLDER);
        PrivateFiles.replace(file, JSON.writeValueAsBytes(choice));
    }
}
