package dev.flsys.simulation.failure;

import java.util.Map;
import java.util.Optional;

/**
 * A module that Python does not find.
 *
 * @param name its top package
 */
record MissingModule(String name) {

    private static final String NO_MODULE = "No module named '";
    /** Modules whose package has another name. */
    private static final Map<String, String> PACKAGES = Map.of(
            "cv2", "opencv-python",
            "sklearn", "scikit-learn",
            "PIL", "Pillow",
            "yaml", "PyYAML",
            "skimage", "scikit-image",
            "dotenv", "python-dotenv",
            "attr", "attrs",
            "git", "GitPython",
            "dateutil", "python-dateutil",
            "flwr_datasets", "flwr-datasets");

    /** The module that {@code reason} names; empty if it names none. */
    static Optional<MissingModule> in(String reason) {
        int module = reason.indexOf(NO_MODULE);
        if (module < 0) {
            return Optional.empty();
        }
        int from = module + NO_MODULE.length();
        int to = reason.indexOf('\'', from);
        if (to <= from) {
            return Optional.empty();
        }
        String whole = reason.substring(from, to);
        int dot = whole.indexOf('.');
        return Optional.of(new MissingModule(dot < 0 ? whole : whole.substring(0, dot)));
    }

    /**
     * Fills in a sentence of a {@link FailureKind}.
     *
     * @param interpreter the Python that ran the script, as users type it in the project's folder; empty if it is
     *     outside the project
     */
    String fill(String sentence, Optional<String> interpreter) {
        String distribution = PACKAGES.getOrDefault(name, name);
        String install = interpreter
                .map(own -> own + " -m pip install " + distribution)
                .orElse("PYTHON -m pip install " + distribution + ", with the path in FLOWER_PYTHON as PYTHON");
        return sentence.replace("{module}", name)
                .replace("{python}", interpreter.orElse("the Python of FLOWER_PYTHON"))
                .replace("{install}", install);
    }
}
