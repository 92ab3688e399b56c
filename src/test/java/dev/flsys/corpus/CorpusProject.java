package dev.flsys.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.flsys.process.BoundedRun;
import dev.flsys.process.Launch;
import dev.flsys.testsupport.ProjectFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One project of the corpus, from its {@code project.json}.
 *
 * @param folder its folder in the test resources
 * @param kind one line: how this project differs from others
 * @param section one of {@link #SECTIONS}
 * @param works one line: what FLSys does with it
 * @param env the settings that differ from {@link #DEFAULTS}
 */
public record CorpusProject(Path folder, String kind, String section, String works, Map<String, String> env) {

    /** The sections of the table in {@code docs/projects.md}, in its order, with their headings. */
    public static final Map<String, String> SECTIONS = sections();

    private static final Path CORPUS = Path.of("src/test/resources/corpus");
    private static final Path TOOLS = Path.of("src/test/resources/corpus-tools");
    private static final Set<String> MEMBERS = Set.of("kind", "section", "works", "env");
    private static final Duration MAKE_LIMIT = Duration.ofMinutes(2);
    private static final int MAX_OUTPUT = 16 * 1024;

    private static final Map<String, String> DEFAULTS = Map.of(
            "FLOWER_START_SCRIPT", "python train.py",
            "MODEL_WEIGHTS_SUBDIR", "weights",
            "MODEL_DEFINITION_MODULE", "model",
            "CLASS_LABELS", "a,b,c",
            "IMG_SIZE", "8",
            "INFERENCE_WORKERS", "1");

    private static Map<String, String> sections() {
        Map<String, String> sections = new LinkedHashMap<>();
        sections.put("classes", "The definition of the network");
        sections.put("weights", "The weights");
        sections.put("pictures", "Pictures and answers");
        sections.put("settings", "Settings for one model");
        sections.put("histories", "Training histories");
        sections.put("scripts", "Start scripts");
        return Collections.unmodifiableMap(sections);
    }

    /** All projects, sorted by name. */
    public static List<CorpusProject> all() throws IOException {
        try (Stream<Path> folders = Files.list(CORPUS)) {
            return folders.filter(Files::isDirectory)
                    .sorted()
                    .map(CorpusProject::read)
                    .toList();
        }
    }

    /** The project in the folder {@code name} of the corpus. */
    public static CorpusProject named(String name) {
        return read(CORPUS.resolve(name));
    }

    /** Reads the project of a folder. An unknown member or section is an error. */
    static CorpusProject read(Path folder) {
        try {
            JsonNode json = Json.read(folder.resolve("project.json"), MEMBERS);
            Map<String, String> env = new TreeMap<>();
            json.path("env")
                    .fields()
                    .forEachRemaining(
                            entry -> env.put(entry.getKey(), entry.getValue().asText()));
            CorpusProject project =
                    new CorpusProject(folder, text(json, "kind"), text(json, "section"), text(json, "works"), env);
            if (!SECTIONS.containsKey(project.section)) {
                throw new IllegalArgumentException(folder + ": section is one of " + SECTIONS.keySet());
            }
            return project;
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(folder + "/project.json: " + unreadable.getMessage(), unreadable);
        }
    }

    private static String text(JsonNode json, String member) {
        String text = json.path(member).asText();
        if (text.isBlank() || text.contains("\n")) {
            throw new IllegalArgumentException("project.json needs one line of text for " + member);
        }
        return text;
    }

    /** The name of its folder. */
    public String name() {
        return String.valueOf(folder.getFileName());
    }

    /** Whether Python with torch is needed to make its weights. */
    public boolean needsTorch() {
        return Files.exists(folder.resolve("make.py"));
    }

    /**
     * Copies the project and runs its {@code make.py} in the copy.
     *
     * @param to a folder that exists
     * @param python an interpreter with torch
     * @return the expectations, {@code expected.json} of the copy
     */
    public JsonNode makeIn(Path to, Path python) throws IOException, InterruptedException {
        ProjectFiles.copy(folder, to);
        if (needsTorch()) {
            Map<String, String> environment =
                    Map.of("PYTHONPATH", TOOLS.toAbsolutePath().toString(), "PYTHONDONTWRITEBYTECODE", "1");
            BoundedRun run = BoundedRun.run(
                    Launch.of(List.of(python.toString(), "make.py"), to, environment), MAKE_LIMIT, MAX_OUTPUT);
            assertThat(run.success()).as("make.py: " + run.output()).isTrue();
            Files.delete(to.resolve("make.py"));
        }
        JsonNode expected = new JsonMapper().readTree(Files.readString(to.resolve("expected.json")));
        Files.delete(to.resolve("expected.json"));
        Files.delete(to.resolve("project.json"));
        return expected;
    }

    /** The settings of a service on this project, without its folder. */
    public Map<String, String> settings(Path python) {
        Map<String, String> settings = new TreeMap<>(DEFAULTS);
        settings.put("FLOWER_PYTHON", python.toString());
        settings.putAll(env);
        return settings;
    }
}
