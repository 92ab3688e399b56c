package dev.flsys.model.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.settings.Settings;
import dev.flsys.settings.SettingsReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings IMG_.... */
class PictureSettingsTest {

    private final SettingsReport report = new SettingsReport();

    private PictureOptions read(Map<String, String> more) {
        Map<String, String> written = new HashMap<>(more);
        written.putIfAbsent("IMG_SIZE", "224");
        return PictureSettings.read(Settings.of(written, report));
    }

    @Test
    void a_picture_is_squashed_by_default() {
        assertThat(read(Map.of())).isEqualTo(PictureOptions.of(224));
        assertThat(read(Map.of("IMG_RESIZE", "squash"))).isEqualTo(PictureOptions.of(224));
        assertThat(report.message()).isEmpty();
    }

    @Test
    void the_shorter_side_is_resized_before_a_cut_of_the_size() {
        PictureOptions expected = new PictureOptions(224, Optional.of(256), Optional.empty(), Optional.empty());
        assertThat(read(Map.of("IMG_RESIZE", "256", "IMG_CROP", "224"))).isEqualTo(expected);
        assertThat(read(Map.of("IMG_RESIZE", "256"))).isEqualTo(expected);
        assertThat(report.message()).isEmpty();
    }

    @Test
    void mean_and_std_have_one_value_or_three() {
        PictureOptions read = read(Map.of("IMG_MEAN", "0.5", "IMG_STD", "0.25"));
        assertThat(read.mean()).contains(List.of(0.5f));
        assertThat(read.std()).contains(List.of(0.25f));
        assertThat(read(Map.of("IMG_MEAN", "0.1, 0.2, 0.3")).mean()).contains(List.of(0.1f, 0.2f, 0.3f));
        assertThat(report.message()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IMG_CROP=224               | IMG_CROP = 224: It needs IMG_RESIZE. -> IMG_RESIZE=256, with",
                "IMG_CROP=224 IMG_RESIZE=squash | IMG_CROP = 224: With IMG_RESIZE = squash nothing is cut off.",
                "IMG_CROP=96 IMG_RESIZE=256 | IMG_CROP = 96: It is not IMG_SIZE = 224. The network sees the part that"
                        + " is cut out. -> IMG_CROP=224, or IMG_SIZE=96",
                "IMG_CROP=big IMG_RESIZE=256 | IMG_CROP = big: It is not a whole number from 1 to 4096.",
                "IMG_RESIZE=0               | IMG_RESIZE = 0: It is neither squash nor a whole number from 1 to 4096.",
                "IMG_MEAN=0.5,0.5           | IMG_MEAN = 0.5,0.5: It is neither one number nor three numbers.",
                "IMG_MEAN=0.5,NaN,0.5,0.5   | It is neither one number nor three numbers.",
                "IMG_STD=0                  | IMG_STD = 0: A standard deviation is above 0.",
                "IMG_MEAN=0.5 IMG_STD=1,1,1 | IMG_STD = 1,1,1: It does not have as many numbers as IMG_MEAN = 0.5.",
            })
    void a_wrong_value_is_reported_with_what_to_write(String settings, String fault) {
        Map<String, String> written = new HashMap<>();
        for (String each : settings.split(" ")) {
            written.put(each.split("=")[0], each.split("=")[1]);
        }
        read(written);
        assertThat(report.findings()).singleElement().satisfies(wrong -> assertThat(wrong.inOneLine())
                .contains(fault));
    }
}
