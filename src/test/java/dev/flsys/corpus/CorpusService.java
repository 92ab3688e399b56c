package dev.flsys.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.access.Caller;
import dev.flsys.access.SessionId;
import dev.flsys.flower.PreparedRun;
import dev.flsys.flower.ProjectCommands;
import dev.flsys.flower.RunRequest;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.history.Histories;
import dev.flsys.history.TrainingSummary;
import dev.flsys.history.TrainingsResource;
import dev.flsys.inference.Classifier;
import dev.flsys.inference.Prediction;
import dev.flsys.inference.pool.InferenceClient;
import dev.flsys.model.ModelsResource;
import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.problem.Problem;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.ProjectPython;
import dev.flsys.settings.Settings;
import dev.flsys.settings.SettingsReport;
import dev.flsys.simulation.Simulations;
import dev.flsys.simulation.StartTicket;
import dev.flsys.testsupport.Beans;
import dev.flsys.testsupport.ServiceJson;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/**
 * The beans of a service on one project of the corpus, asked as the REST resources ask them. Not safe for use by
 * several threads.
 */
final class CorpusService implements AutoCloseable {

    private static final long MAX_SECONDS = 180;
    private static final SessionId OWNER = new SessionId("corpus");

    private final Beans beans = new Beans();
    private final SettingsReport report = new SettingsReport();
    private final FlowerProject project;
    private final Map<String, String> settings;
    /** With the settings of Quarkus. */
    private final ObjectMapper json = ServiceJson.MAPPER;

    /** @param settings the settings, with the project's folder */
    CorpusService(Map<String, String> settings) {
        this.settings = settings;
        beans.with(SettingsReport.class, report)
                .with(Settings.class, Settings.of(settings, report))
                .with(MeterRegistry.class, new SimpleMeterRegistry())
                .with(ObjectMapper.class, json);
        this.project = beans.get(FlowerProject.class);
        beans.get(ModelsResource.class);
        beans.get(Classifier.class);
        beans.get(Histories.class);
        beans.get("dev.flsys.simulation.record.SimulationSettings");
    }

    /** The report with which the service would end instead of starting; empty if it starts. */
    String wrongSettings() {
        return report.message();
    }

    /** The body of {@code GET /api/models/}. */
    JsonNode models() {
        return json.valueToTree(beans.get(ModelsResource.class).list("false"));
    }

    /** The class of the network of a model that is loaded. */
    String className(String id) {
        for (JsonNode model : models().get("models")) {
            if (model.get("id").asText().equals(id) && model.has("class")) {
                return model.get("class").asText();
            }
        }
        return "none, because it is not loaded";
    }

    /**
     * The predictions for a picture, by label.
     *
     * @throws Problem if the service refuses
     */
    Map<String, Double> predict(String id, byte[] picture) throws InterruptedException, TimeoutException {
        try {
            List<Prediction> predictions = beans.get(Classifier.class)
                    .classify(id, picture, new InferenceClient("", () -> false))
                    .toCompletableFuture()
                    .get(MAX_SECONDS, TimeUnit.SECONDS);
            Map<String, Double> byLabel = new TreeMap<>();
            predictions.forEach(each -> byLabel.put(each.label(), each.probability()));
            return byLabel;
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Problem problem) {
                throw problem;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    /**
     * The body of {@code GET /api/models/{id}/training_history/}.
     *
     * @throws Problem if the service refuses
     */
    JsonNode history(String id) {
        return json.valueToTree(
                beans.get(Histories.class).of(beans.get(ModelCatalog.class).require(id)));
    }

    /** The files with a history that {@code GET /api/training_histories/} lists without a model. */
    List<String> historyFiles() {
        return beans.get(TrainingsResource.class).list().histories().stream()
                .map(TrainingSummary::file)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * The body of {@code GET /api/training_histories/file}.
     *
     * @throws Problem if the service refuses
     */
    JsonNode historyFile(String name) {
        return json.valueToTree(beans.get(Histories.class).inProject().of(name));
    }

    /** The body of {@code GET /api/simulations/options/}. */
    JsonNode options() throws InterruptedException {
        return json.valueToTree(commands().options());
    }

    /**
     * The command line of a simulation, without absolute paths: {@code python} is the project's interpreter, {@code .}
     * its folder.
     *
     * @throws Problem if the service refuses the parameters
     */
    String command(JsonNode parameters) throws InterruptedException, IOException {
        StartParameters checked = StartParameters.read(parameters);
        commands().requireScript();
        commands().check(checked);
        Path own = Files.createTempDirectory(project.makeOwnFolder("simulations"), "corpus");
        try (PreparedRun run = commands().prepare(new RunRequest(checked, "corpus", own), step -> {})) {
            return String.join(" ", run.launch().command())
                    .replace(settings.get("FLOWER_PYTHON"), "python")
                    .replace(project.root() + "/", "")
                    .replace(project.root().toString(), ".");
        }
    }

    /**
     * Runs a simulation to its end.
     *
     * @return its record, as in {@code simulation.json}
     * @throws Problem if the service refuses it
     */
    JsonNode run(JsonNode parameters) {
        Simulations simulations = beans.get(Simulations.class);
        StartTicket ticket = simulations.submit(OWNER, parameters);
        ticket.begin();
        Caller caller = new Caller(Optional.of(OWNER), false);
        Awaitility.await()
                .atMost(Duration.ofSeconds(MAX_SECONDS))
                .until(() -> simulations.find(caller, ticket.id()).state().isFinal());
        return json.valueToTree(simulations.find(caller, ticket.id()));
    }

    private ProjectCommands commands() {
        StartCommand start = StartCommand.parse(settings.getOrDefault("FLOWER_START_SCRIPT", ""), project)
                .orElseThrow();
        beans.get(ProjectPython.class);
        return beans.with(StartCommand.class, start).get(ProjectCommands.class);
    }

    Path root() {
        return project.root();
    }

    @Override
    public void close() throws Exception {
        beans.close();
    }
}
