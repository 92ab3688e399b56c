package dev.flsys.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flsys.model.serving.ModelSlot;
import dev.flsys.model.serving.ModelVersion;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import dev.flsys.testsupport.FakeModel;
import dev.flsys.testsupport.LogLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployWatchTest {

    private final List<Choice> reported = Collections.synchronizedList(new ArrayList<>());
    private final List<String> changed = Collections.synchronizedList(new ArrayList<>());
    private final ModelSlot slot = new ModelSlot();

    @TempDir
    Path root;

    private ChoiceFile file;

    @AutoClose
    private DeployWatch watch;

    @BeforeEach
    void watch() {
        file = new ChoiceFile(new FlowerProject(root));
        watch = new DeployWatch(file, slot, reported::add, changed::add);
    }

    private static Choice choice(String path) {
        return Choice.of(path, Optional.empty());
    }

    @Test
    void a_choice_of_another_replica_is_reported_and_due_until_it_is_applied() throws Exception {
        Choice there = choice("there.onnx");
        file.write(there);
        watch.start();
        await().until(() -> !reported.isEmpty());
        assertThat(reported.get(0)).isEqualTo(there);
        assertThat(watch.isDue(there)).isTrue();
        watch.markApplied(there);
        assertThat(watch.isDue(there)).isFalse();
    }

    @Test
    void a_choice_before_a_newer_one_is_not_due() throws Exception {
        Choice first = choice("first.onnx");
        Choice second = choice("second.onnx");
        file.write(first);
        assertThat(watch.isDue(first)).isTrue();
        watch.markApplied(second);
        file.write(second);
        assertThat(watch.isDue(first)).isFalse();
    }

    private void checks(int count) {
        for (int i = 0; i < count; i++) {
            watch.check();
        }
    }

    @Test
    void a_choice_that_is_not_followed_is_reported_again_at_each_eleventh_check() throws Exception {
        file.write(choice("there.onnx"));
        checks(1);
        assertThat(reported).hasSize(1);
        checks(10);
        assertThat(reported).hasSize(1);
        checks(1);
        assertThat(reported).hasSize(2);
        checks(11);
        assertThat(reported).hasSize(3);

        watch.markApplied(reported.get(0));
        checks(30);
        assertThat(reported).hasSize(3);
    }

    @Test
    void a_newer_choice_is_reported_at_the_next_check() throws Exception {
        file.write(choice("first.onnx"));
        checks(2);
        Choice second = choice("second, with another length.onnx");
        file.write(second);
        checks(1);
        assertThat(reported).hasSize(2).last().isEqualTo(second);
    }

    private Path served() throws Exception {
        Path model = Files.writeString(root.resolve("m.onnx"), "a");
        slot.publish(
                new ModelVersion("m.onnx", FileStamp.read(model).orElseThrow(), Optional.empty(), new FakeModel(1)));
        return model;
    }

    @Test
    void a_deployed_file_that_is_gone_at_three_checks_is_logged_once_until_it_is_back() throws Exception {
        try (LogLines log = LogLines.of(DeployWatch.class)) {
            checks(5);
            assertThat(log.lines()).as("no model is deployed").isEmpty();
            Path model = served();
            checks(5);
            assertThat(log.lines()).isEmpty();
            Files.delete(model);
            checks(2);
            assertThat(log.lines()).isEmpty();
            checks(10);
            assertThat(log.lines()).hasSize(1).first().asString().startsWith("m.onnx, which is deployed");
            Files.writeString(model, "a");
            checks(1);
            Files.delete(model);
            checks(3);
            assertThat(log.lines()).hasSize(2);
        }
    }

    @Test
    void a_changed_file_is_reported_once_and_an_unchanged_one_is_not() throws Exception {
        Path model = served();
        checks(2);
        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(30)).until(changed::isEmpty);
        Files.writeString(model, "longer");
        checks(2);
        await().until(() -> !changed.isEmpty());
        checks(2);
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(30))
                .until(() -> changed.equals(List.of("m.onnx")));
    }
}
