package dev.flsys.testsupport;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The service on a project other than the sample: in a folder whose name has a blank, with other labels, and with a
 * start script that trains nothing and ends on request.
 */
public class SmallProject implements QuarkusTestProfile {

    /** The project's folder, one for each JVM. */
    public static final Path FOLDER = copy();

    private final Map<String, String> further;

    public SmallProject() {
        this(Map.of());
    }

    /** @param further settings that replace or extend those of the project */
    protected SmallProject(Map<String, String> further) {
        this.further = further;
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>();
        settings.put("FLOWER_PROJECT_DIR", FOLDER.toString());
        settings.put("FLOWER_START_SCRIPT", "train.py");
        settings.put("MODEL_WEIGHTS_SUBDIR", "weights");
        settings.put("MODEL_DEFINITION_MODULE", "pkg.model");
        settings.put("HISTORY_SUBDIR", "");
        settings.put("CLASS_LABELS", "猫,狗,鸟");
        settings.put("IMG_SIZE", "16");
        settings.put("FLOWER_PYTHON", "/usr/bin/python3");
        settings.put("SIMULATION_MAX_QUEUED", "1");
        settings.put("SIMULATION_STOP_GRACE", "500ms");
        settings.put("SIMULATION_STALL_AFTER", "1s");
        settings.put("CORS_ORIGINS", "http://front.example:5173");
        settings.putAll(further);
        return settings;
    }

    private static Path copy() {
        return Unchecked.io(
                () -> copyTo(Files.createTempDirectory("flsys test ").toRealPath()));
    }

    /** Makes another copy of the project in the folder {@code to}. */
    public static Path copyTo(Path to) throws IOException {
        ProjectFiles.copy(Path.of("src/test/resources/projects/small"), to);
        Files.createDirectories(to.resolve("weights"));
        for (String deployed : List.of("deploy.onnx", "deploy_new.onnx")) {
            Files.copy(Path.of("flower-project-sample", deployed), to.resolve(deployed));
        }
        return to;
    }

    /** Writes the {@code .env} of a service on {@code project} into its working directory. */
    public static Path writeSettings(Path directory, Path project) throws IOException {
        Files.writeString(Files.createDirectories(directory).resolve(".env"), """
                FLOWER_PROJECT_DIR="%s"
                FLOWER_START_SCRIPT=train.py
                MODEL_WEIGHTS_SUBDIR=weights
                MODEL_DEFINITION_MODULE=pkg.model
                CLASS_LABELS=猫,狗,鸟
                IMG_SIZE=16
                FLASK_SECRET_KEY=the-same-for-every-start
                FLOWER_PYTHON=/usr/bin/python3
                """.formatted(project));
        return directory;
    }
}
