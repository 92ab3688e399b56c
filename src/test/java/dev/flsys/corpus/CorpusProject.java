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
import java.util.ArrayList;
import java.util.Collection;
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
    private static final Path TOOLS = Path.of("src/test/resources/corpus-tools").toAbsolutePath();
    private static final Path PLAIN = TOOLS.resolve("plain");
    private static final Map<String, String> PLAIN_FILES =
            Map.of("MODEL_DEFINITION_MODULE", "model.py", "FLOWER_START_SCRIPT", "train.py");
    private static final String MAKE = "make.py";
    private static final Set<String> MEMBERS = Set.of("kind", "section", "works", "env");
    private static final Duration MAKE_LIMIT = Duration.ofMinutes(5);
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
        return Files.exists(folder.resolve(MAKE));
    }

    /**
     * Copies the project. The copy has the model.py and train.py of {@link #PLAIN} if the project has no such file and
     * the settings name none.
     *
     * @param to a folder that does not exist
     */
    void copyTo(Path to) throws IOException {
        ProjectFiles.copy(folder, to);
        for (Map.Entry<String, String> file : PLAIN_FILES.entrySet()) {
            Path copy = to.resolve(file.getValue());
            if (!env.containsKey(file.getKey()) && Files.notExists(copy)) {
                Files.copy(PLAIN.resolve(file.getValue()), copy);
            }
        }
    }

    /**
     * Runs the {@code make.py} of the copies that have one, in one program that imports torch once.
     *
     * @param python an interpreter with torch
     */
    static void make(Collection<Path> copies, Path python) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(python.toString(), TOOLS.resolve("corpus_tools.py").toString()));
        copies.stream()
                .filter(copy -> Files.exists(copy.resolve(MAKE)))
                .map(Path::toString)
                .forEach(command::add);
        Map<String, String> environment = Map.of("PYTHONDONTWRITEBYTECODE", "1");
        BoundedRun run = BoundedRun.run(Launch.of(command, TOOLS, environment), MAKE_LIMIT, MAX_OUTPUT);
        assertThat(run.success()).as(run.output()).isTrue();
    }

    /** Removes what belongs to the corpus from a copy, and returns its {@code expected.json}. */
    static JsonNode takeExpected(Path copy) throws IOException {
        JsonNode expected = new JsonMapper().readTree(Files.readString(copy.resolve("expected.json")));
        Files.delete(copy.resolve("expected.json"));
        Files.delete(copy.resolve("project.json"));
        Files.deleteIfExists(copy.resolve(MAKE));
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
