package dev.flsys.flower.observer;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.process.Launch;
import dev.flsys.project.FlowerProject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Puts the observer into the processes of runs. Thread-safe. */
public final class Observers {

    private static final String PATH = "PYTHONPATH";
    private static final String FOLDER = "FLSYS_OBSERVER";

    private final FlowerProject project;
    private final ObjectMapper json;
    private final ObserverPackage files = new ObserverPackage();

    public Observers(FlowerProject project, ObjectMapper json) {
        this.project = project;
        this.json = json;
    }

    /**
     * The launch of a run that is observed. Writes the package and the plan.
     *
     * @param run the folder of the run
     * @throws IOException if a file cannot be written
     */
    public Launch addObserver(Launch launch, Path run, ObserverPlan plan) throws IOException {
        Path own = files.folder(project);
        ObserverFiles.of(run).start(plan, json);
        Map<String, String> environment = new HashMap<>(launch.environment());
        String before = environment.getOrDefault(PATH, System.getenv().getOrDefault(PATH, ""));
        environment.put(PATH, before.isEmpty() ? own.toString() : own + File.pathSeparator + before);
        environment.put(FOLDER, ObserverFiles.of(run).folder().toString());
        return new Launch(launch.command(), launch.directory(), environment, launch.marker());
    }
}
