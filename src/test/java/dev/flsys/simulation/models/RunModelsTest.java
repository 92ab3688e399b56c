package dev.flsys.simulation.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.access.SessionId;
import dev.flsys.engine.EngineModel;
import dev.flsys.engine.InferenceDevice;
import dev.flsys.flower.observer.ObserverPlan;
import dev.flsys.flower.progress.Round;
import dev.flsys.model.EngineLoader;
import dev.flsys.model.ExportedForms;
import dev.flsys.model.StateDicts;
import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelOptionsFile;
import dev.flsys.project.ContentHashes;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.Sha256;
import dev.flsys.settings.SettingsReport;
import dev.flsys.simulation.list.RunLabels;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationProblem;
import dev.flsys.simulation.record.Outcome;
import dev.flsys.simulation.record.RetentionLimits;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.simulation.record.WrittenModel;
import dev.flsys.testsupport.OnnxFile;
import dev.flsys.testsupport.OnnxNetwork;
import dev.flsys.testsupport.ServiceJson;
import dev.flsys.testsupport.TestProject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The models that are kept with simulations: copies, limits, deletions. */
class RunModelsTest {

    /** Like the mapper of Quarkus. */
    private static final ObjectMapper JSON = ServiceJson.MAPPER;

    private static final StateDicts NO_PYTHON = new StateDicts() {
        @Override
        public Optional<ExportedForms> cached(ModelFile file) {
            throw new AssertionError(file);
        }

        @Override
        public ExportedForms export(ModelFile file, Consumer<String> report) {
            throw new AssertionError(file);
        }
    };

    private final TestProject test;
    private final FlowerProject project;
    private final SimulationStore store;
    private final AtomicLong clock = new AtomicLong();
    private Set<Path> inUse = Set.of();

    RunModelsTest(@TempDir Path folder) {
        test = TestProject.in(folder);
        project = test.project();
        store = new SimulationStore(project, JSON);
    }

    private RunModels models(int runs, long bytes) {
        return new RunModels(project, store, JSON, new RetentionLimits(runs, bytes, null, null), () -> inUse);
    }

    private RunModels models() {
        return models(20, 1L << 30);
    }

    private ModelCatalog catalog(RunModels models) {
        ModelOptionsFile options = new ModelOptionsFile(project, test.settings(), new SettingsReport());
        return new ModelCatalog(project, test.settings(), options, models, () -> clock.addAndGet(2_000_000_000L));
    }

    private static SimulationId id(int number) {
        return new SimulationId("20261124-1000%02d-000000%02d".formatted(number, number));
    }

    /** The record of a simulation that has just ended and wrote these files. */
    private SimulationRecord ended(int number, Path... written) {
        List<WrittenModel> models = new ArrayList<>();
        for (Path file : written) {
            FileStamp stamp = FileStamp.read(file).orElseThrow();
            String name = String.valueOf(file.getFileName());
            models.add(new WrittenModel(
                    name.substring(0, name.lastIndexOf('.')),
                    project.displayPath(file),
                    stamp.sizeBytes(),
                    stamp.modified(),
                    null,
                    null));
        }
        SimulationRecord record = SimulationRecord.queued(
                        id(number), new SessionId("me"), JSON.createObjectNode(), Instant.EPOCH, "mark")
                .running(List.of("python"), null, Instant.EPOCH)
                .progressed(
                        3,
                        List.of(
                                new Round(1, 0.5, 0.6, null, null, null, Map.of()),
                                new Round(2, 0.4, 0.9, null, null, null, Map.of()),
                                new Round(3, 0.6, 0.7, null, null, null, Map.of())))
                .wrote(models)
                .ended(Outcome.stopped(null), Instant.EPOCH);
        store.save(record);
        return record;
    }

    private List<WrittenModel> keep(RunModels models, int number, Path... written) {
        SimulationRecord record = ended(number, written);
        List<WrittenModel> kept = models.keep(record);
        store.save(record.wrote(kept));
        return kept;
    }

    private Path weights(String content) {
        return test.write("weights/final_model.pth", content);
    }

    private static String sha256(String content) {
        MessageDigest digest = Sha256.begin();
        digest.update(content.getBytes(StandardCharsets.UTF_8));
        return Sha256.end(digest);
    }

    private List<String> keptRuns(RunModels models) {
        return models.list().stream().map(each -> each.run()).toList();
    }

    private Path network(float answer) {
        OnnxNetwork network = new OnnxNetwork()
                .input("x", OnnxNetwork.FLOAT, -1, 3, 8, 8)
                .output("y", OnnxNetwork.FLOAT, -1, 3)
                .node("Flatten", "x", "rows", OnnxNetwork.number("axis", 1))
                .node("ReduceMean", "rows", "mean", OnnxNetwork.numbers("axes", 1))
                .constant("bias", 1, answer, 0, 1)
                .node("Add", "mean bias", "y");
        return test.write("weights/final_model.onnx", network.toByteArray());
    }

    private float answer(ModelCatalog catalog, String id) throws InterruptedException {
        ModelFile file = catalog.require(id);
        try (EngineModel model = new EngineLoader(NO_PYTHON, InferenceDevice.AUTO).load(file, step -> {})) {
            return model.forward(new float[3 * 8 * 8], 1, 3, 8, 8)[0][0];
        }
    }

    @Test
    void both_models_of_two_runs_that_overwrite_one_file_predict_their_own_answers() throws Exception {
        keep(models(), 1, network(5));
        keep(models(), 2, network(7));
        network(9);
        ModelCatalog catalog = catalog(models());
        assertThat(answer(catalog, "final_model@" + id(1))).isEqualTo(5);
        assertThat(answer(catalog, "final_model@" + id(2))).isEqualTo(7);
        assertThat(answer(catalog, "final_model")).isEqualTo(9);
    }

    @Test
    void the_record_names_the_kept_file_and_its_hash_after_the_file_was_overwritten_in_place() throws IOException {
        Path file = weights("the first");
        WrittenModel kept = keep(models(), 1, file).get(0);
        Files.writeString(file, "another");
        assertThat(kept.kept()).isEqualTo(".flsys/simulations/" + id(1) + "/models/final_model.pth");
        assertThat(kept.sha256()).isEqualTo(sha256("the first"));
        Path copy = project.root().resolve(String.valueOf(kept.kept()));
        assertThat(copy).hasContent("the first");
        assertThat(Files.getLastModifiedTime(copy).toInstant()).isEqualTo(kept.modified());
        SimulationRecord stored = store.find(id(1)).orElseThrow();
        assertThat(stored.training().models()).containsExactly(kept);
        ModelFiles.Now now = new ModelFiles(catalog(models()), project, new ContentHashes())
                .now(stored)
                .get(0);
        assertThat(now.keptId()).isEqualTo("final_model@" + id(1));
        assertThat(now.overwritten()).isTrue();
    }

    @Test
    void a_file_that_was_written_again_before_it_was_copied_is_not_kept() throws IOException {
        Path file = weights("the first");
        SimulationRecord ended = ended(1, file);
        weights("the other");
        assertThat(models().keep(ended).get(0).kept()).isNull();
        Path same = weights("abc");
        SimulationRecord hashed = ended(2, same);
        WrittenModel wrong =
                Objects.requireNonNull(hashed.training().models()).get(0).withHash(sha256("abd"));
        assertThat(models().keep(hashed.wrote(List.of(wrong))).get(0).kept()).isNull();
        assertThat(models().list()).isEmpty();
        assertThat(store.models(id(1))).doesNotExist();
        assertThat(store.beingKept(id(1))).doesNotExist();
    }

    @Test
    void of_rounds_the_last_and_the_best_are_kept_and_of_many_others_the_newest() {
        List<Path> files = new ArrayList<>();
        for (int round = 1; round <= 3; round++) {
            files.add(test.write("weights/LeNet_round_" + round + ".pth", "round " + round));
        }
        for (int client = 0; client < 30; client++) {
            Path file = test.write("weights/client_%02d.pth".formatted(client), "client " + client);
            assertThat(file.toFile().setLastModified(1_700_000_000_000L + client * 1_000L))
                    .isTrue();
            files.add(file);
        }
        files.add(test.write("weights/best_model.pth", "best"));
        List<String> kept = keep(models(), 1, files.toArray(Path[]::new)).stream()
                .filter(model -> model.kept() != null)
                .map(WrittenModel::id)
                .toList();
        assertThat(kept)
                .hasSize(RetainedModels.MAX)
                .contains("LeNet_round_2", "LeNet_round_3", "best_model", "client_29")
                .doesNotContain("LeNet_round_1", "client_00");
    }

    @Test
    void files_of_one_name_in_two_folders_are_both_kept() {
        List<WrittenModel> kept =
                keep(models(), 1, test.write("weights/a/net.pth", "of a"), test.write("weights/b/net.pth", "of b"));
        assertThat(kept)
                .extracting(model -> Files.readString(project.root().resolve(String.valueOf(model.kept()))))
                .containsExactly("of a", "of b");
        assertThat(models().list()).hasSize(2);
    }

    @Test
    void the_files_beside_an_onnx_model_that_hold_its_weights_are_kept_with_it() throws IOException {
        Path model = test.write("weights/net.onnx", OnnxFile.external(1, 1, "parts/w.bin"));
        test.write("weights/parts/w.bin", "weights");
        keep(models(), 1, model);
        assertThat(store.models(id(1)).resolve("parts/w.bin")).hasContent("weights");
        Files.delete(project.root().resolve("weights/parts/w.bin"));
        assertThat(keep(models(), 2, model).get(0).kept())
                .as("weights are missing")
                .isNull();
    }

    @Test
    void the_models_of_the_oldest_runs_are_deleted_except_pinned_and_deployed_ones() throws IOException {
        RunModels models = models(2, 1L << 30);
        for (int number = 1; number <= 5; number++) {
            keep(models, number, weights("weights " + number));
        }
        store.saveLabels(id(1), new RunLabels(null, null, null, true, false));
        inUse = Set.of(store.models(id(2)).resolve("final_model.pth"));
        models.limit();
        assertThat(keptRuns(models)).containsExactly(id(5).value(), id(4).value(), id(2).value(), id(1).value());
        assertThat(store.find(id(3))).as("the record remains").isPresent();
        ModelFiles files = new ModelFiles(catalog(models), project, new ContentHashes());
        assertThat(files.now(store.find(id(3)).orElseThrow()).get(0).keptId()).isNull();
        assertThat(hidden()).isEmpty();
    }

    @Test
    void the_bytes_of_kept_models_are_limited() {
        RunModels models = models(20, 25);
        keep(models, 1, weights("ten bytes."));
        keep(models, 2, weights("ten bytes2"));
        keep(models, 3, weights("ten bytes3"));
        models.limit();
        assertThat(keptRuns(models)).containsExactly(id(3).value(), id(2).value());
        assertThat(keep(models, 4, weights("x".repeat(26))).get(0).kept()).isNull();
    }

    @Test
    void no_models_are_kept_if_the_limit_is_zero() {
        assertThat(keep(models(0, 1L << 30), 1, weights("weights")).get(0).kept())
                .isNull();
        assertThat(store.models(id(1))).doesNotExist();
    }

    @Test
    void a_run_is_deleted_with_or_without_its_models() throws IOException {
        RunModels models = models();
        keep(models, 1, weights("weights 1"));
        keep(models, 2, weights("weights 2"));
        store.createLog(id(2));
        Files.writeString(store.path(id(2)).resolve("log.ndjson"), "{}\n");
        long record = Files.size(store.file(id(2)));
        assertThat(store.delete(id(1))).isGreaterThan(9);
        assertThat(store.path(id(1))).doesNotExist();
        assertThat(store.deleteExceptModels(id(2))).isEqualTo(record + 3);
        assertThat(store.find(id(2))).isEmpty();
        assertThat(store.path(id(2))).isDirectoryNotContaining("glob:**.{json,ndjson}");
        assertThat(keptRuns(models)).containsExactly(id(2).value());
        models(0, 1L << 30).limit();
        assertThat(store.path(id(2))).as("nothing is left").doesNotExist();
    }

    @Test
    void files_of_a_killed_service_are_deleted_at_the_start_but_no_kept_models() throws IOException {
        RunModels models = models();
        keep(models, 1, weights("weights 1"));
        keep(models, 2, weights("weights 2"));
        Files.delete(store.file(id(2)));
        Files.writeString(store.path(id(2)).resolve("log.ndjson"), "{}\n");
        Files.createDirectories(store.beingKept(id(3)).resolve("2"));
        store.finishDeletions();
        assertThat(hidden()).isEmpty();
        assertThat(store.path(id(2)).resolve("log.ndjson")).doesNotExist();
        assertThat(store.find(id(1))).isPresent();
        assertThat(keptRuns(models)).containsExactly(id(2).value(), id(1).value());
    }

    @Test
    void a_damaged_list_or_one_that_names_other_files_lists_nothing() throws IOException {
        RunModels models = models();
        keep(models, 1, weights("weights 1"));
        keep(models, 2, weights("weights 2"));
        Files.writeString(store.models(id(1)).resolve("models.json"), "{");
        Path list = store.models(id(2)).resolve("models.json");
        Files.writeString(
                list, Files.readString(list).replace("final_model.pth\",\"size", "../simulation.json\",\"size"));
        assertThat(Files.readString(list)).contains("../simulation.json");
        assertThat(models.list()).isEmpty();
    }

    @Test
    void the_training_of_a_kept_model_is_that_of_its_simulation() {
        RunModels models = models();
        keep(models, 1, weights("same content"));
        keep(models, 2, weights("same content"));
        TrainedModels trained = new TrainedModels(store, project, new ContentHashes(), false);
        ModelFile first = catalog(models).require("final_model@" + id(1));
        assertThat(trained.of(first).orElseThrow().rounds()).hasSize(3);
        assertThat(trained.of(first).orElseThrow().simulation()).contains(id(1));
        TrainedModels ofPrivateRuns = new TrainedModels(store, project, new ContentHashes(), true);
        assertThat(ofPrivateRuns.of(first).orElseThrow().simulation()).isEmpty();
        store.save(ended(1, weights("x")).progressed(1, List.of()));
        assertThat(trained.of(first).orElseThrow().rounds()).isEmpty();
    }

    /** Folders of the store that are no simulations. */
    private List<Path> hidden() throws IOException {
        try (Stream<Path> all = Files.list(store.all())) {
            return all.filter(path -> String.valueOf(path.getFileName()).startsWith("."))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }

    private Path checkpoint(int number, int round, String content) throws IOException {
        Path file = store.folder(id(number)).resolve("checkpoints/round_" + round + ".safetensors");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    @Test
    void checkpoints_are_models_with_the_network_of_the_model_that_the_run_wrote() throws IOException {
        Path written = test.write("weights/LeNet_round_2.onnx", "x");
        ended(1, written);
        checkpoint(1, 3, "three");
        Path latest = checkpoint(1, 12, "twelve");
        RunModels models = models();
        String first = "global@" + id(1);
        ModelCatalog catalog = catalog(models);
        assertThat(catalog.kept())
                .extracting(file -> file.id().value())
                .containsExactly(first + ":round_12", first + ":round_3", first);
        ModelFile file = catalog.require(first + ":round_12");
        assertThat(file.path()).isEqualTo(latest);
        assertThat(file.networkId().value()).isEqualTo("LeNet");
        assertThat(catalog.require(first).path()).as("the newest one").isEqualTo(latest);
    }

    @Test
    void the_parameters_of_a_run_name_its_checkpoints() {
        assertThat(RunCheckpoints.name(JSON.createObjectNode().put("model", "LeNet")))
                .isEqualTo("LeNet");
        assertThat(RunCheckpoints.name(JSON.createObjectNode().put("Model_Name", "a-b.1")))
                .isEqualTo("a-b.1");
        assertThat(RunCheckpoints.name(JSON.createObjectNode().put("model", "../x")))
                .isEqualTo("global");
        assertThat(RunCheckpoints.name(JSON.createObjectNode().put("model", "x@y:round_1")))
                .isEqualTo("global");
        assertThat(RunCheckpoints.name(JSON.createObjectNode().put("model", 3))).isEqualTo("global");
    }

    @Test
    void checkpoints_of_older_runs_are_deleted_by_the_limits_and_those_of_a_run_that_continues_are_not()
            throws IOException {
        ended(1);
        ended(2);
        checkpoint(1, 1, "old");
        checkpoint(2, 1, "new");
        SimulationRecord running = SimulationRecord.queued(
                        id(3), new SessionId("me"), JSON.createObjectNode(), Instant.EPOCH, "mark")
                .running(List.of("python"), null, Instant.EPOCH);
        store.save(running);
        checkpoint(3, 1, "now");
        RunModels models = models(1, 1L << 30);
        models.limit();
        assertThat(models.checkpoints().list(id(1))).isEmpty();
        assertThat(models.checkpoints().list(id(2))).hasSize(1);
        assertThat(models.checkpoints().list(id(3))).hasSize(1);
        models(20, 2).limit();
        assertThat(models.checkpoints().list(id(2))).isEmpty();
    }

    @Test
    void a_run_starts_with_its_own_link_of_a_checkpoint_until_it_has_ended() throws IOException {
        ended(1);
        checkpoint(1, 3, "arrays");
        RunCheckpoints checkpoints = models().checkpoints();
        SimulationRecord.Request request = new SimulationRecord.Request(
                "me", JSON.createObjectNode(), null, null, new SimulationRecord.Parent(id(1).value(), 3, 7));
        SimulationRecord child = SimulationRecord.queued(id(2), request, Instant.EPOCH, "mark");
        assertThatThrownBy(() -> checkpoints.plan(child)).isInstanceOf(UncheckedIOException.class);
        checkpoints.start(id(2), checkpoints.require(id(1), null));
        checkpoints.delete(id(1));
        ObserverPlan.Resume plan = checkpoints.plan(child).orElseThrow();
        assertThat(Path.of(plan.arrays())).hasContent("arrays").startsWith(store.folder(id(2)));
        assertThat(plan.state()).isNull();
        assertThat(plan.round()).isEqualTo(3);
        assertThat(plan.rounds()).isEqualTo(7);
        assertThat(checkpoints.list(id(2))).isEmpty();
        models().keep(child.ended(Outcome.stopped(null), Instant.EPOCH));
        assertThat(Path.of(plan.arrays())).doesNotExist();
    }

    @Test
    void a_missing_checkpoint_is_refused_with_the_rounds_that_are_there() throws IOException {
        ended(1);
        RunCheckpoints checkpoints = models().checkpoints();
        assertThatThrownBy(() -> checkpoints.require(id(1), null))
                .isInstanceOfSatisfying(SimulationProblem.class, none -> assertThat(none.status())
                        .isEqualTo(409));
        checkpoint(1, 3, "3");
        checkpoint(1, 4, "4");
        assertThat(checkpoints.require(id(1), null).round()).isEqualTo(4);
        assertThat(checkpoints.require(id(1), 3).round()).isEqualTo(3);
        assertThatThrownBy(() -> checkpoints.require(id(1), 2))
                .isInstanceOfSatisfying(SimulationProblem.class, unknown -> {
                    assertThat(unknown.status()).isEqualTo(404);
                    assertThat(unknown.detail()).contains("rounds: 3, 4.");
                });
    }
}
