package dev.flsys.model.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.engine.EngineMessage;
import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelSettings;
import dev.flsys.process.BoundedRun;
import dev.flsys.process.Launch;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import dev.flsys.python.Interpreter;
import dev.flsys.python.PythonEnvironment;
import dev.flsys.python.PythonMessage;
import dev.flsys.python.PythonUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The short-lived Python process that makes one export, see {@code export_model.py}. */
record ExportProcess(FlowerProject project, ModelSettings settings, ExportLimits limits) {

    private static final Logger LOG = Logger.getLogger(ExportProcess.class);
    static final String SCRIPT = "export_model.py";

    /** The modules of the script. Their names must differ from the names of the project's modules. */
    static final List<String> MODULES = List.of(
            "flsys_absent.py",
            "flsys_architecture.py",
            "flsys_arguments.py",
            "flsys_cpu.py",
            "flsys_definition.py",
            "flsys_kinds.py",
            "flsys_limits.py",
            "flsys_messages.py",
            "flsys_selection.py",
            "flsys_shapes.py",
            "flsys_weights.py");

    private static final int MAX_OUTPUT = 64 * 1024;
    private static final int MAX_SHOWN = 1_000;
    private static final int MAX_LOGGED = 2_000;
    private static final int MAX_LAST_WORDS = 300;
    /** The exit code for SIGPROF, by which {@code flsys_limits.py} ends the process on Linux and macOS. */
    private static final int OUT_OF_PROCESSOR_TIME = 128 + 27;

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Exports {@code file} into {@code work}.
     *
     * @return the folder of the finished entry
     * @throws ModelUnusable if the model or its definition is the cause
     * @throws PythonUnavailable if the interpreter is the cause
     * @throws IOException if {@code work} cannot be written or the process cannot be started
     */
    Path run(Interpreter python, ModelFile file, ExportKey key, Path work) throws IOException, InterruptedException {
        copyScripts(work);
        PrivateFiles.write(work.resolve("request.json"), JSON.writeValueAsBytes(request(file, key)));
        List<String> command =
                List.of(python.executable().toString(), work.resolve(SCRIPT).toString(), work.toString());
        BoundedRun run = BoundedRun.run(
                Launch.of(command, project.root(), environment(python)),
                limits.time(),
                MAX_OUTPUT,
                limits.treeMemoryFor(file.sizeBytes()));
        Path entry = work.resolve("entry");
        if (run.success() && Files.isRegularFile(entry.resolve(ExportCache.DESCRIPTION))) {
            return entry;
        }
        String output = run.output().strip();
        LOG.infof(
                "The export of %s failed (%s): %s",
                file.id(), run.outcome().description(), output.substring(Math.max(0, output.length() - MAX_LOGGED)));
        throw failure(run, work);
    }

    /** Writes the script and its modules into {@code folder}. */
    static void copyScripts(Path folder) throws IOException {
        for (String name : Stream.concat(Stream.of(SCRIPT), MODULES.stream()).toList()) {
            try (InputStream script = Objects.requireNonNull(ExportProcess.class.getResourceAsStream(name), name)) {
                PrivateFiles.write(folder.resolve(name), script.readAllBytes());
            }
        }
    }

    private Map<String, Object> request(ModelFile file, ExportKey key) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("project", project.root().toString());
        request.put("module", settings.definition().name());
        request.put("file", settings.definition().file().toString());
        request.put("weights", file.path().toString());
        request.put("id", file.networkId().value());
        request.put("names", file.names(project.root()));
        request.put("class", file.options().className().orElse(null));
        request.put("arguments", file.options().arguments());
        request.put("image_size", file.options().picture().imageSize());
        request.put("labels", file.options().labels().size());
        request.put(
                "mean_values", file.options().picture().mean().map(List::size).orElse(null));
        request.put("seconds", limits.time().toSeconds());
        request.put("memory_bytes", limits.memoryFor(file.sizeBytes()));
        request.put("identity", key.identity());
        return request;
    }

    /** Forces the CPU and one thread, and writes no {@code __pycache__} into the project. */
    private static Map<String, String> environment(Interpreter python) {
        Map<String, String> variables = new LinkedHashMap<>(PythonEnvironment.of(python));
        variables.put("CUDA_VISIBLE_DEVICES", "");
        variables.put("OMP_NUM_THREADS", "1");
        variables.put("PYTHONDONTWRITEBYTECODE", "1");
        return variables;
    }

    private RuntimeException failure(BoundedRun run, Path work) throws IOException {
        if (run.tooLarge()) {
            return new ModelUnusable("The export and the processes that it started used too much memory. The limit"
                    + " depends on the machine and on the file. Start no processes when the definition is imported.");
        }
        Path report = work.resolve("failure.json");
        if (!run.timedOut() && Files.isRegularFile(report)) {
            JsonNode failure = JSON.readTree(report.toFile());
            String error = shown(failure.path("error").asText());
            return failure.path("kind").asText().equals("python")
                    ? new PythonUnavailable(error)
                    : new ModelUnusable(error);
        }
        if (run.outcome().code() == OUT_OF_PROCESSOR_TIME) {
            return new ModelUnusable(
                    "Reading the weights took more processor time than a file of that size needs, so it"
                            + " was ended. Save the state dict again: torch.save(model.state_dict(), PATH).");
        }
        Path stage = work.resolve("stage");
        String during = Files.isRegularFile(stage) ? " while " + Files.readString(stage) : "";
        return new ModelUnusable(
                run.timedOut()
                        ? "The export took longer than " + limits.time().toSeconds() + " s" + during + "."
                        : "The export's Python process ended unexpectedly" + during + " ("
                                + run.outcome().description() + ")." + lastWords(run)
                                + " The service's log has its output.");
    }

    /** The end of the output. If the definition ended the process, this may contain the reason. */
    private String lastWords(BoundedRun run) {
        String text =
                PythonMessage.withoutPaths(run.output().strip(), project.root()).replaceAll("\\s+", " ");
        String end = text.substring(Math.max(0, text.length() - MAX_LAST_WORDS));
        return end.isBlank() ? "" : " Its last output: " + (end.length() < text.length() ? "…" : "") + end;
    }

    /** The message of a failed process for clients; never empty. */
    private String shown(String error) {
        String text = EngineMessage.withoutInternals(PythonMessage.withoutPaths(error, project.root()), MAX_SHOWN);
        return text.isEmpty() ? "The export failed without a message. The service's log has its output." : text;
    }
}
