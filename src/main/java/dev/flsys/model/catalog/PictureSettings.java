package dev.flsys.model.catalog;

import dev.flsys.model.toml.OptionsToml;
import dev.flsys.settings.Setting;
import dev.flsys.settings.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The settings {@code IMG_...} for the conversion of pictures. They apply unless {@code flsys.toml} has other options.
 */
final class PictureSettings {

    private static final int MAX_SIDE = OptionsToml.MAX_SIDE;
    private static final int USUAL_SIDE = 224;
    private static final String SQUASH = "squash";

    private PictureSettings() {}

    static PictureOptions read(Settings settings) {
        int imageSize = imageSize(settings.get("IMG_SIZE"));
        Setting resize = settings.get("IMG_RESIZE");
        Optional<Integer> shorterSide = shorterSide(resize);
        checkCrop(settings.get("IMG_CROP"), settings.get("IMG_SIZE"), resize);
        Optional<List<Float>> mean = mean(settings.get("IMG_MEAN"));
        Setting stdSetting = settings.get("IMG_STD");
        Optional<List<Float>> std = std(stdSetting);
        if (mean.isPresent()
                && std.isPresent()
                && mean.get().size() != std.get().size()) {
            stdSetting.reportWrong(
                    "It does not have as many numbers as IMG_MEAN = "
                            + settings.get("IMG_MEAN").text().orElseThrow() + ".",
                    "one number in each, or three in each");
        }
        return new PictureOptions(imageSize, shorterSide, mean, std);
    }

    private static int imageSize(Setting setting) {
        setting.required("the side of the square input in pixels, such as " + USUAL_SIDE);
        return setting.integer(USUAL_SIDE, 1, MAX_SIDE);
    }

    private static Optional<Integer> shorterSide(Setting setting) {
        if (isSquash(setting)) {
            return Optional.empty();
        }
        return setting.parsed(
                PictureSettings::side,
                "It is neither squash nor a whole number from 1 to " + MAX_SIDE + ".",
                "squash, or the length of the shorter side in pixels before the cut, such as 256");
    }

    /** IMG_CROP has no effect of its own. It is the side that the network sees, and IMG_SIZE sets that side. */
    private static void checkCrop(Setting setting, Setting imageSize, Setting resize) {
        Optional<Integer> crop = setting.parsed(
                PictureSettings::side,
                "It is not a whole number from 1 to " + MAX_SIDE + ".",
                "the same as IMG_SIZE, such as " + USUAL_SIDE);
        if (crop.isEmpty()) {
            return;
        }
        Optional<Integer> seen = imageSize.text().flatMap(PictureSettings::side);
        if (seen.isPresent() && !seen.equals(crop)) {
            setting.reportWrong(
                    "It is not IMG_SIZE = " + seen.get() + ". The network sees the part that is cut out.",
                    "IMG_CROP=" + seen.get() + ", or IMG_SIZE=" + crop.get());
        }
        if (resize.text().isEmpty()) {
            setting.reportWrong(
                    "It needs IMG_RESIZE.",
                    "IMG_RESIZE=256, with the length of the shorter side in pixels before the cut");
        } else if (isSquash(resize)) {
            setting.reportWrong(
                    "With IMG_RESIZE = squash nothing is cut off.",
                    "IMG_RESIZE=256, with the length of the shorter side in pixels before the cut, or no IMG_CROP");
        }
    }

    private static boolean isSquash(Setting setting) {
        return setting.text()
                .filter(text -> text.toLowerCase(Locale.ROOT).equals(SQUASH))
                .isPresent();
    }

    private static Optional<Integer> side(String text) {
        try {
            return Optional.of(Integer.parseInt(text)).filter(side -> side >= 1 && side <= MAX_SIDE);
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    private static Optional<List<Float>> mean(Setting setting) {
        return setting.parsed(
                PictureSettings::numbers,
                "It is neither one number nor three numbers.",
                "red, green and blue between commas, such as 0.5,0.5,0.5, or one number for all");
    }

    private static Optional<List<Float>> std(Setting setting) {
        Optional<List<Float>> std = mean(setting);
        if (std.isPresent() && std.get().stream().anyMatch(value -> value <= 0)) {
            setting.reportWrong("A standard deviation is above 0.", "0.229,0.224,0.225");
            return Optional.empty();
        }
        return std;
    }

    private static Optional<List<Float>> numbers(String text) {
        try {
            List<Float> values = Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .map(Float::parseFloat)
                    .toList();
            boolean usable = values.stream().allMatch(Float::isFinite) && (values.size() == 1 || values.size() == 3);
            return usable ? Optional.of(values) : Optional.empty();
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
