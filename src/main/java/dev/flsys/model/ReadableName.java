package dev.flsys.model;

import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.model.catalog.RoundName;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model's name for users, read from its id: {@code LeNet_round_3} is LeNet after round 3,
 * {@code LeNet_20250131_120000} is LeNet of that time.
 *
 * @param architecture the network's name
 * @param occasion the round or time; empty if the id has none
 */
record ReadableName(String architecture, String occasion) {

    private static final Pattern TIME = Pattern.compile(
            "(.+?)[_-](\\d{4})-?(\\d{2})-?(\\d{2})[T_-](\\d{2})[:_-]?(\\d{2})(?:[:_-]?(\\d{2}))?(?:[_.-].*)?");

    static ReadableName of(ModelId id) {
        Optional<RoundName> round = RoundName.of(id.value());
        if (round.isPresent()) {
            return new ReadableName(round.get().series(), "round " + round.get().round());
        }
        Matcher time = TIME.matcher(id.value());
        if (time.matches()) {
            String seconds = time.group(7) == null ? "" : ":" + time.group(7);
            return new ReadableName(
                    time.group(1),
                    "%s-%s-%s %s:%s%s"
                            .formatted(
                                    time.group(2),
                                    time.group(3),
                                    time.group(4),
                                    time.group(5),
                                    time.group(6),
                                    seconds));
        }
        return new ReadableName(id.value(), "");
    }

    /** The readable name of a file. The name of a kept file also has its simulation. */
    static ReadableName of(ModelFile file) {
        ReadableName network = of(file.networkId());
        ReadableName name = file.origin()
                .map(ModelFile.Origin::round)
                .map(round -> new ReadableName(network.architecture(), "round " + round))
                .orElse(network);
        String occasion = (file.isLatest() ? "latest " : "") + name.occasion();
        return file.origin()
                .map(origin -> new ReadableName(
                        name.architecture(),
                        (occasion.isEmpty() ? "" : occasion.strip() + ", ") + "run " + origin.run()))
                .orElse(name);
    }

    /** The name with its occasion. */
    String text() {
        return occasion.isEmpty() ? architecture : architecture + " (" + occasion + ")";
    }

    /** One sentence about {@code file} in {@code folder} of the project. */
    String describe(ModelFile file, String folder) {
        String what =
                switch (file.format()) {
                    case STATE_DICT -> "PyTorch weights";
                    case TORCHSCRIPT -> "TorchScript network";
                    case ONNX -> "ONNX network";
                };
        if (file.origin().isPresent()) {
            return what + " that simulation " + file.origin().get().run() + " wrote, " + formatSize(file.sizeBytes())
                    + ".";
        }
        return (file.runFolder() ? "Best " + what + " of a training run" : what) + " in " + folder + ", "
                + formatSize(file.sizeBytes()) + ".";
    }

    private static String formatSize(long bytes) {
        return bytes < 1_000_000
                ? Math.max(1, Math.round(bytes / 1e3)) + " kB"
                : Math.round(bytes / 1e5) / 10.0 + " MB";
    }
}
