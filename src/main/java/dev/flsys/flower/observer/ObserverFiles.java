package dev.flsys.flower.observer;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.project.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of the observer in the folder of a run. The app can change them.
 *
 * @param folder {@code <run>/observer}, which may not exist
 */
public record ObserverFiles(Path folder) {

    private static final String PLAN = "plan.json";
    private static final String CONTROL = "control.json";
    private static final int MAX_CONTROL = 1 << 16;

    /**
     * The files of a run.
     *
     * @param run the folder of the run
     */
    public static ObserverFiles of(Path run) {
        return new ObserverFiles(run.resolve("observer"));
    }

    /** The file with the events, which may not exist. */
    public Path events() {
        return folder.resolve("events.ndjson");
    }

    /** Creates the folder, and writes the plan. */
    public void start(ObserverPlan plan, ObjectMapper json) throws IOException {
        PrivateFiles.createFolders(folder);
        PrivateFiles.replace(folder.resolve(PLAN), json.writeValueAsBytes(plan));
    }

    /** Replaces the steering atomically. */
    public void writeControl(Steering steering, ObjectMapper json) throws IOException {
        PrivateFiles.createFolders(folder);
        PrivateFiles.replace(folder.resolve(CONTROL), json.writeValueAsBytes(steering));
    }

    /** The steering that replaced the steering of the plan; empty if there is none, or if it cannot be read. */
    public Optional<Steering> readControl(ObjectMapper json) {
        Path file = folder.resolve(CONTROL);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(json.readValue(in.readNBytes(MAX_CONTROL), Steering.class));
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }
}
