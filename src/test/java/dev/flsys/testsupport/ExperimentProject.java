package dev.flsys.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A project whose start script prints rounds that follow from its learning rate and its seed.
 *
 * @param root the project's folder
 * @param service the folder in which the service is started, with its {@code .env}
 */
public record ExperimentProject(Path root, Path service) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Computes the table from the records of completed runs, with Python's own statistics. */
    private static final String TABLE = """
            import collections, json, pathlib, statistics, sys
            found = collections.defaultdict(list)
            for path in pathlib.Path(sys.argv[1]).glob("*/simulation.json"):
                record = json.loads(path.read_text())
                if record.get("experiment") and record["state"] == "completed":
                    found[record["parameters"]["learning_rate"]].append(record["rounds"][-1]["accuracy"])
            print(json.dumps({str(rate): [len(v), statistics.mean(v), statistics.stdev(v)] for rate, v in found.items()}))
            """;

    public static ExperimentProject in(Path folder) throws IOException {
        Path project = SmallProject.copyTo(Files.createDirectory(folder.resolve("project")));
        Files.copy(
                Path.of("src/test/resources/projects/experiment/train.py"),
                project.resolve("train.py"),
                StandardCopyOption.REPLACE_EXISTING);
        return new ExperimentProject(project, SmallProject.writeSettings(folder.resolve("service"), project));
    }

    /** The records of all runs. */
    public List<JsonNode> records() throws IOException {
        List<JsonNode> records = new ArrayList<>();
        try (Stream<Path> runs = Files.list(root.resolve(".flsys/simulations"))) {
            for (Path run : runs.map(each -> each.resolve("simulation.json"))
                    .filter(Files::isRegularFile)
                    .toList()) {
                records.add(JSON.readTree(run.toFile()));
            }
        }
        return records;
    }

    /**
     * What Python computes from the records of the completed runs of experiments: the number, the mean and the standard
     * deviation of the last accuracies, as an array by learning rate.
     */
    public JsonNode table() throws IOException, InterruptedException {
        Process python = new ProcessBuilder(
                        "/usr/bin/python3",
                        "-c",
                        TABLE,
                        root.resolve(".flsys/simulations").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).isZero();
        return JSON.readTree(printed);
    }
}
