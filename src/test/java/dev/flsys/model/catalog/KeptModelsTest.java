package dev.flsys.model.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.model.ModelDescription;
import dev.flsys.model.Models;
import dev.flsys.model.serving.LoadTimes;
import dev.flsys.model.serving.ModelLease;
import dev.flsys.settings.SettingsReport;
import dev.flsys.testsupport.FakeLoader;
import dev.flsys.testsupport.TestProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that are kept with simulations, in the catalog and in memory. */
class KeptModelsTest {

    private static final String FIRST = "20261124-100000-00000001";
    private static final String SECOND = "20261124-100100-00000002";

    private final TestProject project;
    private final FakeLoader loader = new FakeLoader();
    private final AtomicLong clock = new AtomicLong();
    private final List<KeptModels.Kept> kept = new ArrayList<>();
    private final ModelCatalog catalog;
    private final Models models;

    private @Nullable Consumer<Path> replaced;

    private final class Source implements KeptModels {

        @Override
        public List<Kept> list() {
            return List.copyOf(kept);
        }

        @Override
        public void listen(Consumer<Path> changed) {
            replaced = changed;
        }
    }

    KeptModelsTest(@TempDir Path folder) {
        project = TestProject.in(folder);
        project.write("flsys.toml", "[[model]]\nmatch = \"final_*\"\nclass = \"Net\"\n");
        ModelOptionsFile options = new ModelOptionsFile(project.project(), project.settings(), new SettingsReport());
        catalog = new ModelCatalog(project.project(), project.settings(), options, new Source(), clock::get);
        models = new Models(
                project.project(),
                catalog,
                loader,
                4,
                new LoadTimes(
                        Duration.ofSeconds(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(5),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1)),
                clock::get);
    }

    @AfterEach
    void close() {
        models.close();
    }

    private Path keep(String run, String name, String content) {
        Path file = project.write(".flsys/simulations/" + run + "/models/" + name + ".onnx", FakeLoader.onnx(content));
        Path original = project.weights().resolve(name + ".onnx");
        kept.add(0, new KeptModels.Kept(name, run, original, file));
        return file;
    }

    private float answer(String id) throws Exception {
        clock.addAndGet(Duration.ofSeconds(2).toNanos());
        try (ModelLease lease = models.lease(id).toCompletableFuture().get(10, TimeUnit.SECONDS)) {
            return lease.model().forward(new float[0])[0][0];
        } catch (ExecutionException failed) {
            throw (RuntimeException) failed.getCause();
        }
    }

    private static List<String> ids(List<ModelDescription> list) {
        return list.stream().map(each -> each.id().value()).toList();
    }

    @Test
    void each_run_answers_with_its_own_content_after_the_file_was_overwritten() throws Exception {
        project.write("weights/final_model.onnx", FakeLoader.onnx("2"));
        keep(FIRST, "final_model", "1");
        keep(SECOND, "final_model", "2");
        assertThat(answer("final_model@" + FIRST)).isEqualTo(1);
        assertThat(answer("final_model@" + SECOND)).isEqualTo(2);
        project.write("weights/final_model.onnx", FakeLoader.onnx("3"));
        models.list();
        assertThat(answer("final_model@" + FIRST)).isEqualTo(1);
        assertThat(answer("final_model@" + SECOND)).isEqualTo(2);
        assertThat(answer("final_model")).isEqualTo(3);
        assertThat(loader.loads).as("kept models are loaded once").hasValue(3);
    }

    @Test
    void the_newest_weights_have_no_round_in_their_id_and_are_loaded_without_a_request() throws Exception {
        Path file = project.write(".flsys/simulations/" + FIRST + "/live/1/model.onnx", FakeLoader.onnx("1"));
        Path original = project.weights().resolve("LeNet_round_1.onnx");
        kept.add(new KeptModels.Kept("LeNet", FIRST, original, file, "LeNet_round_1", null, true));
        assertThat(answer("LeNet@" + FIRST)).isEqualTo(1);
        ModelDescription listed = models.list(true).get(0);
        assertThat(listed.latest()).isTrue();
        assertThat(listed.round()).isEqualTo(1);
        assertThat(listed.group()).as("another round may follow").isNull();
        assertThat(listed.title()).isEqualTo("LeNet (latest round 1, run " + FIRST + ")");
        project.write(".flsys/simulations/" + FIRST + "/live/1/model.onnx", FakeLoader.onnx("2"));
        Objects.requireNonNull(replaced).accept(file);
        Awaitility.await().untilAsserted(() -> assertThat(loader.loads).hasValue(2));
        assertThat(answer("LeNet@" + FIRST)).isEqualTo(2);
    }

    @Test
    void kept_models_are_listed_after_the_others_and_only_if_they_are_asked_for() {
        project.write("weights/zebra.onnx", FakeLoader.onnx("2"));
        keep(FIRST, "final_model", "1");
        keep(SECOND, "LeNet_round_3", "2");
        assertThat(ids(models.list())).containsExactly("zebra");
        List<ModelDescription> all = models.list(true);
        assertThat(ids(all)).containsExactly("zebra", "LeNet_round_3@" + SECOND, "final_model@" + FIRST);
        assertThat(all.get(1).run()).isEqualTo(SECOND);
        assertThat(all.get(1).round()).isEqualTo(3);
        assertThat(all.get(1).group()).isEqualTo("LeNet@" + SECOND);
        assertThat(all.get(1).title()).isEqualTo("LeNet (round 3, run " + SECOND + ")");
        assertThat(all.get(2).description()).contains("that simulation " + FIRST + " wrote");
        assertThat(catalog.list()).as("models of the folders").hasSize(1);
    }

    @Test
    void a_model_of_the_project_with_such_a_name_stays_reachable() throws Exception {
        String id = "x@" + FIRST;
        keep(FIRST, "x", "1");
        assertThat(answer(id)).isEqualTo(1);
        project.write("weights/" + id + ".onnx", FakeLoader.onnx("2"));
        models.list();
        Awaitility.await().untilAsserted(() -> assertThat(answer(id)).isEqualTo(2));
        assertThat(answer(id + ".2")).isEqualTo(1);
        assertThat(ids(models.list(true))).containsExactly(id, id + ".2");
    }

    @Test
    void a_kept_model_has_the_network_and_the_options_of_the_model_that_it_was() {
        keep(FIRST, "final_model", "1");
        ModelFile file = catalog.require("final_model@" + FIRST);
        assertThat(file.networkId().value()).isEqualTo("final_model");
        assertThat(file.options().className()).contains("Net");
        assertThat(catalog.optionsOf(file.id())).isEqualTo(file.options());
        kept.clear();
        Path original = project.root().resolve("weights/mnist/LeNet/best_model.onnx");
        Path copy = project.write(".flsys/simulations/" + FIRST + "/models/best_model.onnx", FakeLoader.onnx("1"));
        kept.add(new KeptModels.Kept("LeNet_best_model", FIRST, original, copy));
        clock.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(catalog.require("LeNet_best_model@" + FIRST).names(project.root()))
                .containsExactly("LeNet", "mnist");
    }

    @Test
    void a_kept_model_that_was_deleted_is_unknown_and_similar_ids_are_named() throws IOException {
        Path file = keep(FIRST, "final_model", "1");
        assertThatThrownBy(() -> answer("final_model@20261124-100000-00000009"))
                .hasFieldOrPropertyWithValue("status", 404)
                .hasMessageContaining("final_model@" + FIRST);
        assertThatThrownBy(() -> answer("final_model@../" + FIRST)).hasFieldOrPropertyWithValue("status", 404);
        Files.delete(file);
        assertThatThrownBy(() -> answer("final_model@" + FIRST)).hasFieldOrPropertyWithValue("status", 404);
    }

    @Test
    void a_long_name_keeps_its_end_and_two_of_them_differ() {
        String end = "x".repeat(230);
        keep(FIRST, "a" + end, "1");
        keep(FIRST, "b" + end, "2");
        assertThat(ids(models.list(true)))
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.length() <= 255 && id.contains("xxx@" + FIRST));
    }
}
