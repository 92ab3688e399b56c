package dev.flsys.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.engine.EngineModel;
import dev.flsys.inference.pool.InferenceProblem;
import dev.flsys.model.catalog.Activation;
import dev.flsys.model.catalog.ModelOptions;
import dev.flsys.model.catalog.PictureOptions;
import dev.flsys.model.serving.ModelVersion;
import dev.flsys.picture.RgbImage;
import dev.flsys.picture.resize.Preprocessing;
import dev.flsys.picture.resize.ResizeRule;
import dev.flsys.project.FileStamp;
import dev.flsys.testsupport.FakeModel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessingsTest {

    private static final RgbImage PIXEL = new RgbImage(1, 1, new byte[] {51, 51, 51});

    private final Preprocessings preprocessings = new Preprocessings();

    @Test
    void one_value_counts_for_all_channels() {
        assertThat(tensor(3, List.of(0.5f), List.of(0.25f)))
                .containsOnly((51 / 255f - 0.5f) / 0.25f)
                .hasSize(3);
    }

    @Test
    void three_channels_have_the_values_of_imagenet_unless_others_are_set() {
        assertThat(tensor(3, null, null))
                .containsExactly(
                        (51 / 255f - 0.485f) / 0.229f, (51 / 255f - 0.456f) / 0.224f, (51 / 255f - 0.406f) / 0.225f);
        assertThat(tensor(3, List.of(0.5f), null)[1]).isEqualTo((51 / 255f - 0.5f) / 0.224f);
    }

    @Test
    void one_channel_has_one_value_or_the_value_that_three_share() {
        float expected = (51 / 255f - 0.5f) / 0.25f;
        assertThat(tensor(1, List.of(0.5f), List.of(0.25f))).containsExactly(expected);
        assertThat(tensor(1, List.of(0.5f, 0.5f, 0.5f), List.of(0.25f, 0.25f, 0.25f)))
                .containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                  |               | IMG_MEAN is not set",
                " 0.5               |               | IMG_STD is not set",
                " 0.485,0.456,0.406 | 0.5           | IMG_MEAN has 3 different values",
                " 0.5               | 0.2,0.2,0.3   | IMG_STD has 3 different values",
            })
    void one_channel_without_one_value_is_an_error_with_the_lines_to_write(
            @Nullable String mean, @Nullable String std, String cause) {
        assertThatThrownBy(() -> tensor(1, values(mean), values(std)))
                .isInstanceOfSatisfying(InferenceProblem.class, problem -> assertThat(problem.status())
                        .isEqualTo(400))
                .hasMessageContaining("The model digits takes grey pictures, and " + cause)
                .hasMessageContaining("IMG_MEAN=0.5 and IMG_STD=0.5 in .env, or mean = [0.5] and std = [0.5]");
    }

    @Test
    void a_network_on_levels_needs_no_normalisation() {
        FakeModel bytes = new FakeModel(1, () -> {}, 1, 1, 1).onLevels();
        assertThat(values(preprocessings.of(version(bytes, null, null)))).containsExactly(51);
    }

    @Test
    void a_preprocessing_is_made_once_for_equal_options() {
        Preprocessing first = preprocessings.of(version(model(3), List.of(0.5f), null));
        assertThat(preprocessings.of(version(model(3), List.of(0.5f), null))).isSameAs(first);
        for (int i = 0; i < 1_000; i++) {
            preprocessings.of(version(model(3), List.of(0.1f + i), null));
        }
        assertThat(preprocessings.size()).isLessThanOrEqualTo(256);
    }

    private float[] tensor(int channels, @Nullable List<Float> mean, @Nullable List<Float> std) {
        return values(preprocessings.of(version(model(channels), mean, std)));
    }

    private static float[] values(Preprocessing preprocessing) {
        return new PictureValues(preprocessing, preprocessing.resized(PIXEL, ResizeRule.NEWEST)).array();
    }

    private static EngineModel model(int channels) {
        return new FakeModel(1, () -> {}, channels, 1, 1);
    }

    private static ModelVersion version(EngineModel model, @Nullable List<Float> mean, @Nullable List<Float> std) {
        PictureOptions picture =
                new PictureOptions(1, Optional.empty(), Optional.ofNullable(mean), Optional.ofNullable(std));
        ModelOptions options = new ModelOptions(
                Optional.empty(), Map.of(), List.of("a", "b"), picture, Activation.AUTO, Optional.empty());
        return new ModelVersion(
                "digits", new FileStamp(Path.of("digits.pt"), 1, Instant.EPOCH), Optional.of(options), model);
    }

    private static @Nullable List<Float> values(@Nullable String text) {
        return text == null
                ? null
                : List.of(text.split(",", -1)).stream().map(Float::valueOf).toList();
    }
}
