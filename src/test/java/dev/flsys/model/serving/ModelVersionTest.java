package dev.flsys.model.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.model.catalog.Activation;
import dev.flsys.model.catalog.ModelOptions;
import dev.flsys.model.catalog.PictureOptions;
import dev.flsys.project.FileStamp;
import dev.flsys.testsupport.FakeModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelVersionTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final FakeModel model = new FakeModel(1);
    private final ModelVersion version = version(Optional.empty(), model);

    private static ModelVersion version(Optional<ModelOptions> options, FakeModel model) {
        return new ModelVersion("m", new FileStamp(Path.of("m.onnx"), 1, Instant.EPOCH), options, model);
    }

    @Test
    void a_later_version_has_a_greater_number() {
        assertThat(version(Optional.empty(), model).number()).isGreaterThan(version.number());
    }

    @Test
    void a_version_is_described_as_its_model_is() {
        ModelOptions options = new ModelOptions(
                Optional.of("Net"),
                Map.of(),
                List.of("a"),
                PictureOptions.of(16),
                Activation.SOFTMAX,
                Optional.empty());
        ModelVersion levels =
                version(Optional.of(options), new FakeModel(1).onLevels().withClasses("cat", "dog"));
        assertThat(levels.options()).contains(options);
        assertThat(levels.takesLevels()).isTrue();
        assertThat(levels.classes()).containsExactly("cat", "dog");
        assertThat(levels.batchable()).isTrue();
        assertThat(version.options()).isEmpty();
        assertThat(version.takesLevels()).isFalse();
        assertThat(version.classes()).isEmpty();
        assertThat(version(Optional.empty(), new FakeModel(1).forSingleItems()).batchable())
                .isFalse();
    }

    @Test
    void a_version_is_leased_between_its_first_and_its_last_lease_also_when_it_is_retired() {
        assertThat(version.isLeased()).isFalse();
        ModelLease one = version.lease().orElseThrow();
        ModelLease two = version.lease().orElseThrow();
        assertThat(version.isLeased()).isTrue();
        version.retire();
        one.close();
        assertThat(version.isLeased()).isTrue();
        two.close();
        assertThat(version.isLeased()).isFalse();
        assertThat(version.lease()).isEmpty();
    }

    @Test
    void a_version_whose_calls_are_late_is_not_called_until_they_have_ended_and_another_is_answered() {
        assertThat(version.whyNotCalled()).isEmpty();
        version.callIsLate(LIMIT);
        version.callIsLate(LIMIT);
        assertThat(version.whyNotCalled()).isPresent();
        version.lateCallEnded();
        assertThat(version.hangs()).isTrue();
        version.lateCallEnded();
        assertThat(version.hangs()).isFalse();
        assertThat(version.whyNotCalled())
                .hasValueSatisfying(why -> assertThat(why).contains("m is not called"));
        version.callAnswered();
        assertThat(version.whyNotCalled()).isEmpty();
    }

    @Test
    void a_version_is_outdated_when_a_file_that_defines_its_network_has_changed(@TempDir Path folder)
            throws IOException {
        Path definition = Files.writeString(folder.resolve("model.py"), "a");
        model.dependOn(definition);
        assertThat(version.hasOutdatedInputs()).isFalse();
        Files.writeString(definition, "longer");
        assertThat(version.hasOutdatedInputs()).isTrue();
    }

    @Test
    void a_lease_goes_to_the_waiter_and_is_closed_if_the_waiter_has_left() {
        CompletableFuture<ModelLease> waiter = new CompletableFuture<>();
        ModelLease lease = version.lease().orElseThrow();
        ModelLease.deliver(lease, waiter);
        assertThat(waiter).isCompletedWithValue(lease);
        assertThat(version.isLeased()).isTrue();
        lease.close();

        waiter = new CompletableFuture<>();
        waiter.cancel(false);
        ModelLease.deliver(version.lease().orElseThrow(), waiter);
        assertThat(version.isLeased()).isFalse();
    }
}
