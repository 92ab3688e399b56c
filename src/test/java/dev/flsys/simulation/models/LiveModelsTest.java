package dev.flsys.simulation.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.access.SessionId;
import dev.flsys.model.catalog.KeptModels;
import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelOptionsFile;
import dev.flsys.model.serving.CompletenessCheck;
import dev.flsys.project.ContentHashes;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import dev.flsys.settings.SettingsReport;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.record.Outcome;
import dev.flsys.simulation.record.RetentionLimits;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.simulation.record.WrittenModel;
import dev.flsys.testsupport.OnnxFile;
import dev.flsys.testsupport.ServiceJson;
import dev.flsys.testsupport.SpecialFiles;
import dev.flsys.testsupport.TestProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The newest models of running simulations: versions, incomplete files, limits, and the end of a watch. */
class LiveModelsTest {

    private static final ObjectMapper JSON = ServiceJson.MAPPER;
    private static final SimulationId ID = new SimulationId("20261129-100001-00000001");
    private static final byte[] WEIGHTS = TestProject.resource("state_dict.pth");

    private final TestProject test;
    private final FlowerProject project;
    private final SimulationStore store;
    private final AtomicLong nanos = new AtomicLong();
    /** The clock of the catalog, for which each scan is an old one. */
    private final AtomicLong scans = new AtomicLong();

    private final List<Path> replaced = new ArrayList<>();

    LiveModelsTest(@TempDir Path folder) {
        test = TestProject.in(folder);
        project = test.project();
        store = new SimulationStore(project, JSON);
    }

    private LiveModels live(RetentionLimits limits) {
        return new LiveModels(project, store.live(ID), JSON, limits, new CompletenessCheck(), replaced::add);
    }

    private LiveModels live() {
        return live(new RetentionLimits(20, 1L << 30, null, null));
    }

    private RunModels runModels(RetentionLimits limits) {
        return new RunModels(project, store, JSON, limits, Set::of);
    }

    private RunModels runModels() {
        return runModels(new RetentionLimits(20, 1L << 30, null, null));
    }

    private ModelCatalog catalog(RunModels models) {
        ModelOptionsFile options = new ModelOptionsFile(project, test.settings(), new SettingsReport());
        return new ModelCatalog(project, test.settings(), options, models, () -> scans.addAndGet(2_000_000_000L));
    }

    private List<String> latest() {
        return runModels().list().stream()
                .filter(KeptModels.Kept::latest)
                .map(KeptModels.Kept::name)
                .toList();
    }

    private WrittenModel written(Path file) {
        FileStamp stamp = FileStamp.read(file).orElseThrow();
        String name = String.valueOf(file.getFileName());
        return new WrittenModel(
                name.substring(0, name.lastIndexOf('.')),
                project.displayPath(file),
                stamp.sizeBytes(),
                stamp.modified(),
                null,
                null);
    }

    /** Weights whose last tensor differs by {@code number}, written over the file before. */
    private Path weights(String name, int number) {
        byte[] content = WEIGHTS.clone();
        content[1_000] = (byte) number;
        return test.write("weights/" + name, content);
    }

    private LiveWatch.Versions passes(LiveModels live, ModelCatalog catalog, Set<WrittenModel> before) {
        ModelFiles files = new ModelFiles(catalog, project, new ContentHashes());
        LiveSearch search =
                new LiveSearch(project, test.weights(), () -> files.writtenSince(Optional.of(before)), nanos::get);
        return new LiveWatch.Versions(
                ID, search, live, () -> runModels().checkpoints().list(ID), () -> {}, nanos::get);
    }

    private void pass(LiveWatch.Versions passes) {
        pass(passes, Duration.ofSeconds(5));
    }

    private void pass(LiveWatch.Versions passes, Duration later) {
        nanos.addAndGet(later.toNanos());
        Duration unused = passes.pass(LiveWatch.start(watch -> Duration.ofDays(1), task -> {}));
    }

    @Test
    void the_file_of_a_name_is_replaced_as_a_whole_and_keeps_its_path() throws IOException {
        LiveModels live = live();
        WrittenModel first = written(weights("net.pth", 1));
        assertThat(live.add(first)).isEmpty();
        assertThat(latest()).containsExactly("net");
        Path file = runModels().list().get(0).file();
        Optional<FileStamp> before = FileStamp.read(file);
        assertThat(live.has(first)).isTrue();
        WrittenModel second = written(weights("net.pth", 2));
        assertThat(live.has(second)).isFalse();
        assertThat(live.add(second)).isEmpty();
        assertThat(Files.readAllBytes(file))
                .isEqualTo(Files.readAllBytes(test.weights().resolve("net.pth")));
        assertThat(FileStamp.read(file)).isNotEqualTo(before);
        assertThat(replaced).containsExactly(file, file);
        assertThat(store.live(ID)).isDirectoryNotContaining("glob:**.next*");
    }

    @Test
    void the_name_of_rounds_is_the_newest_round_with_the_network_of_that_round() throws IOException {
        LiveModels live = live();
        assertThat(live.add(written(weights("LeNet_round_1.pth", 1)))).isEmpty();
        assertThat(live.add(written(weights("LeNet_round_2.pth", 2)))).isEmpty();
        assertThat(latest()).containsExactly("LeNet");
        ModelFile file = catalog(runModels()).require("LeNet@" + ID);
        assertThat(file.networkId().value()).isEqualTo("LeNet_round_2");
        assertThat(Files.readAllBytes(file.path()))
                .isEqualTo(Files.readAllBytes(test.weights().resolve("LeNet_round_2.pth")));
    }

    @Test
    void a_file_that_has_the_name_takes_the_place_of_its_rounds() {
        LiveWatch.Versions passes = passes(live(), catalog(runModels()), Set.of());
        weights("LeNet_round_1.pth", 1);
        pass(passes);
        pass(passes);
        Path file = runModels().list().get(0).file();
        Path own = weights("LeNet.pth", 2);
        weights("LeNet_round_2.pth", 3);
        pass(passes);
        pass(passes);
        assertThat(latest()).containsExactly("LeNet");
        assertThat(file).hasSameBinaryContentAs(own);
    }

    @Test
    void a_half_written_file_leaves_the_version_before_until_it_is_complete() throws IOException {
        LiveModels live = live();
        LiveWatch.Versions passes = passes(live, catalog(runModels()), Set.of());
        weights("net.pth", 1);
        pass(passes);
        pass(passes);
        Path file = runModels().list().get(0).file();
        byte[] first = Files.readAllBytes(file);
        test.write("weights/net.pth", Arrays.copyOf(WEIGHTS, WEIGHTS.length / 2));
        for (int each = 0; each < 4; each++) {
            // Too soon for another search, which would leave a damaged file out.
            pass(passes, Duration.ofMillis(100));
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(first);
        assertThat(live.add(written(test.weights().resolve("net.pth")))).contains(LiveModels.INCOMPLETE);
        weights("net.pth", 2);
        pass(passes);
        assertThat(Files.readAllBytes(file)).as("it may be written still").isEqualTo(first);
        pass(passes);
        assertThat(Files.readAllBytes(file)).isNotEqualTo(first);
    }

    @Test
    void half_of_each_format_is_not_complete_and_the_whole_is() throws IOException {
        CompletenessCheck complete = new CompletenessCheck();
        for (String name : List.of("state_dict.pth", "legacy_state_dict.pth", "tiny.pt", "net.onnx")) {
            byte[] content = name.equals("net.onnx") ? OnnxFile.external(1, 1, "w.bin") : TestProject.resource(name);
            test.write("w.bin", "weights");
            assertThat(complete.isComplete(test.write(name, content))).as(name).isTrue();
            for (int length = 0; length < content.length; length += Math.max(1, content.length / 40)) {
                assertThat(complete.isComplete(test.write(name, Arrays.copyOf(content, length))))
                        .as("%d bytes of %s", length, name)
                        .isFalse();
            }
        }
    }

    @Test
    void a_file_that_becomes_a_fifo_a_folder_or_a_link_leaves_the_version_before() throws IOException {
        LiveModels live = live();
        LiveWatch.Versions passes = passes(live, catalog(runModels()), Set.of());
        Path original = weights("net.pth", 1);
        pass(passes);
        pass(passes);
        Path file = runModels().list().get(0).file();
        byte[] first = Files.readAllBytes(file);
        Path outside = Files.write(Files.createTempDirectory("outside").resolve("net.pth"), WEIGHTS);
        for (int each = 0; each < 3; each++) {
            Files.delete(original);
            switch (each) {
                case 0 -> SpecialFiles.fifo(original);
                case 1 -> Files.createDirectory(original);
                default -> Files.createSymbolicLink(original, outside);
            }
            pass(passes);
            pass(passes);
            pass(passes);
            assertThat(Files.readAllBytes(file)).isEqualTo(first);
        }
    }

    @Test
    void a_file_that_was_there_before_the_simulation_is_no_model_of_it() {
        Path old = weights("old.pth", 1);
        LiveWatch.Versions passes = passes(live(), catalog(runModels()), Set.of(written(old)));
        pass(passes);
        pass(passes);
        assertThat(latest()).isEmpty();
        weights("old.pth", 2);
        pass(passes);
        pass(passes);
        assertThat(latest()).containsExactly("old");
    }

    @Test
    void a_version_that_is_too_large_is_left_out_and_the_one_before_remains() throws IOException {
        LiveModels live = live(new RetentionLimits(20, WEIGHTS.length + 10L, null, null));
        assertThat(live.add(written(weights("net.pth", 1)))).isEmpty();
        Path file = runModels().list().get(0).file();
        byte[] first = Files.readAllBytes(file);
        assertThat(live.add(written(weights("net.pth", 2))))
                .as("as large as before")
                .isEmpty();
        WrittenModel larger = written(test.write("weights/net.pth", Arrays.copyOf(WEIGHTS, WEIGHTS.length + 11)));
        assertThat(live.add(larger).orElseThrow()).contains("SIMULATION_KEEP_MODELS_BYTES");
        assertThat(live.add(written(weights("other.pth", 1))).orElseThrow()).contains("SIMULATION_KEEP_MODELS_BYTES");
        assertThat(Files.readAllBytes(file)).isNotEqualTo(first).hasSize(WEIGHTS.length);
        assertThat(latest()).containsExactly("net");
        assertThat(live(new RetentionLimits(0, 1L << 30, null, null)).add(larger))
                .isPresent();
    }

    @Test
    void many_files_of_clients_leave_room_for_the_best_model() throws IOException {
        LiveModels live = live();
        for (int client = 0; client < 15; client++) {
            Optional<String> unused = live.add(written(weights("client" + client + ".pth", client)));
        }
        assertThat(latest()).hasSize(RetainedModels.MAX / 2);
        assertThat(live.add(written(weights("best_model.pth", 1)))).isEmpty();
    }

    @Test
    void a_folder_that_cannot_be_written_leaves_the_model_out_and_is_tried_with_the_next_version() throws IOException {
        LiveModels live = live();
        Path blocked = store.folder(ID).resolve("live");
        Files.createFile(blocked);
        LiveWatch.Versions passes = passes(live, catalog(runModels()), Set.of());
        weights("net.pth", 1);
        pass(passes);
        pass(passes);
        assertThat(latest()).isEmpty();
        Files.delete(blocked);
        weights("net.pth", 2);
        pass(passes);
        pass(passes);
        assertThat(latest()).containsExactly("net");
    }

    @Test
    void the_files_beside_an_onnx_model_are_replaced_with_it_and_older_ones_are_deleted() throws IOException {
        LiveModels live = live();
        test.write("weights/a.bin", "weights of round 1");
        assertThat(live.add(written(test.write("weights/net_round_1.onnx", OnnxFile.external(1, 1, "a.bin")))))
                .isEmpty();
        test.write("weights/parts/b.bin", "weights of round 2");
        assertThat(live.add(written(test.write("weights/net_round_2.onnx", OnnxFile.external(1, 1, "parts/b.bin")))))
                .isEmpty();
        Path file = runModels().list().get(0).file();
        assertThat(file.resolveSibling("parts/b.bin")).hasContent("weights of round 2");
        assertThat(file.resolveSibling("a.bin")).doesNotExist();
    }

    @Test
    void the_newest_checkpoint_has_an_id_without_a_round_and_a_path_that_stays() throws IOException {
        store.save(SimulationRecord.queued(
                ID, new SessionId("me"), JSON.createObjectNode().put("model", "LeNet"), Instant.EPOCH, "mark"));
        LiveWatch.Versions passes = passes(live(), catalog(runModels()), Set.of());
        for (int round = 1; round <= 2; round++) {
            Path file = store.folder(ID).resolve("checkpoints/round_" + round + ".safetensors");
            Files.createDirectories(file.getParent());
            Files.writeString(file, "round " + round);
            pass(passes);
            ModelFile latest = catalog(runModels()).require("LeNet@" + ID);
            assertThat(latest.path())
                    .isEqualTo(LiveModels.checkpoint(store.live(ID)))
                    .hasContent("round " + round);
            assertThat(latest.origin().orElseThrow().round()).isEqualTo(round);
        }
        runModels().unfollow(ID);
        assertThat(catalog(runModels()).require("LeNet@" + ID).path()).hasContent("round 2");
        assertThat(live().add(written(weights("LeNet.pth", 1)))).isEmpty();
        assertThat(catalog(runModels()).require("LeNet@" + ID).path())
                .as("a file of the name comes first")
                .hasBinaryContent(Files.readAllBytes(test.weights().resolve("LeNet.pth")));
    }

    @Test
    void the_name_of_rounds_remains_after_the_end() throws IOException {
        LiveModels live = live();
        Path one = weights("LeNet_round_1.pth", 1);
        Path two = weights("LeNet_round_2.pth", 2);
        assertThat(live.add(written(two))).isEmpty();
        SimulationRecord ended = SimulationRecord.queued(
                        ID, new SessionId("me"), JSON.createObjectNode(), Instant.EPOCH, "mark")
                .running(List.of("python"), null, Instant.EPOCH)
                .wrote(List.of(written(one), written(two)))
                .ended(Outcome.stopped(null), Instant.EPOCH);
        store.save(ended);
        RunModels models = runModels();
        store.save(ended.wrote(models.keep(ended)));
        models.unfollow(ID);
        assertThat(store.live(ID)).doesNotExist();
        ModelCatalog catalog = catalog(models);
        assertThat(catalog.kept())
                .extracting(file -> file.id().value())
                .containsExactly("LeNet_round_2@" + ID, "LeNet@" + ID);
        assertThat(catalog.require("LeNet@" + ID).path())
                .isEqualTo(store.models(ID).resolve("LeNet_round_2.pth"));
        ModelFiles files = new ModelFiles(catalog, project, new ContentHashes());
        assertThat(files.now(store.find(ID).orElseThrow()).get(1).keptId()).isEqualTo("LeNet_round_2@" + ID);
    }

    @Test
    void models_that_a_killed_service_left_are_deleted_except_those_of_a_simulation_that_continues()
            throws IOException {
        assertThat(live().add(written(weights("net.pth", 1)))).isEmpty();
        Files.createDirectories(store.live(ID).resolve(".next"));
        RunModels models = runModels();
        models.discardLeft(ID::equals);
        assertThat(latest()).containsExactly("net");
        models.discardLeft(id -> false);
        assertThat(store.live(ID)).doesNotExist();
    }

    @Test
    void the_bytes_of_a_running_simulation_count_for_the_limit_of_older_ones() throws IOException {
        SimulationId older = new SimulationId("20261128-100001-00000001");
        Path file = weights("net.pth", 1);
        SimulationRecord ended = SimulationRecord.queued(
                        older, new SessionId("me"), JSON.createObjectNode(), Instant.EPOCH, "mark")
                .wrote(List.of(written(file)))
                .ended(Outcome.stopped(null), Instant.EPOCH);
        store.save(ended);
        RunModels models = runModels(new RetentionLimits(20, WEIGHTS.length + 10L, null, null));
        List<WrittenModel> unused = models.keep(ended);
        models.limit();
        assertThat(store.models(older)).exists();
        assertThat(live().add(written(file))).isEmpty();
        models.limit();
        assertThat(store.models(older)).doesNotExist();
        assertThat(latest()).containsExactly("net");
    }

    @Test
    void a_watch_ends_while_it_copies_and_its_thread_too() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            CountDownLatch copying = new CountDownLatch(1);
            AtomicReference<Boolean> interrupted = new AtomicReference<>();
            LiveWatch watch = LiveWatch.start(
                    self -> {
                        try {
                            Optional<String> unused = self.copy(() -> {
                                copying.countDown();
                                try {
                                    TimeUnit.MINUTES.sleep(5);
                                } catch (InterruptedException ended) {
                                    interrupted.set(true);
                                    throw new IOException(ended);
                                }
                                return Optional.empty();
                            });
                        } catch (IOException ended) {
                            // As a copy that is interrupted.
                        }
                        return Duration.ofDays(1);
                    },
                    threads);
            assertThat(copying.await(1, TimeUnit.MINUTES)).isTrue();
            watch.close();
            assertThat(interrupted).hasValue(true);
            assertThat(watch.copy(() -> Optional.of("copied"))).isEmpty();
        } finally {
            threads.shutdown();
            assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void a_file_that_is_overwritten_again_and_again_gives_whole_versions_only() throws Exception {
        RunModels models = runModels();
        ModelFiles files = new ModelFiles(catalog(models), project, new ContentHashes(), models);
        ExecutorService threads = Executors.newCachedThreadPool();
        CompletenessCheck complete = new CompletenessCheck();
        Path original = test.weights().resolve("net.pth");
        try (LiveWatch watch = files.follow(ID, Optional.of(Set.of()), threads)) {
            Set<String> contents = new HashSet<>();
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            for (int round = 0; contents.size() < 5 && System.nanoTime() < end; round++) {
                byte[] content = WEIGHTS.clone();
                Arrays.fill(content, 900, 1_000, (byte) round);
                try (var out = Files.newOutputStream(original)) {
                    out.write(content, 0, 950);
                    TimeUnit.MILLISECONDS.sleep(30);
                    out.write(content, 950, content.length - 950);
                }
                TimeUnit.MILLISECONDS.sleep(round % 2 == 0 ? 5 : 150);
                for (KeptModels.Kept kept : models.list()) {
                    assertThat(complete.isComplete(kept.file())).isTrue();
                    contents.add(Arrays.toString(Files.readAllBytes(kept.file())));
                }
            }
            assertThat(contents).hasSizeGreaterThanOrEqualTo(5);
        } finally {
            threads.shutdown();
            assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
    }
}
