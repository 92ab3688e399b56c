package dev.flsys.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flsys.model.ModelSlot;
import dev.flsys.project.FlowerProject;
import java.nio.file.Path;
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

    @TempDir
    Path root;

    private ChoiceFile file;

    @AutoClose
    private DeployWatch watch;

    @BeforeEach
    void watch() {
        file = new ChoiceFile(new FlowerProject(root));
        watch = new DeployWatch(file, new ModelSlot(), reported::add, path -> {});
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
        watch.applied(there);
        assertThat(watch.isDue(there)).isFalse();
    }

    @Test
    void a_choice_before_a_newer_one_is_not_due() throws Exception {
        Choice first = choice("first.onnx");
        Choice second = choice("second.onnx");
        file.write(first);
        assertThat(watch.isDue(first)).isTrue();
        watch.applied(second);
        file.write(second);
        assertThat(watch.isDue(first)).isFalse();
    }
}
