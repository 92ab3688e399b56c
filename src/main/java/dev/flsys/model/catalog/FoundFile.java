package dev.flsys.model.catalog;

import dev.flsys.project.FileStamp;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A model file of the scan, before it has an id.
 *
 * @param folders the names of the folders from the scanned folder to the file; for {@code global_models} and the runs
 *     of Hydra, from the project to the file
 * @param fileName its name in the last of these folders
 * @param earlier whether the first version listed it; its id is made as in that version
 * @param refused the reason why the file must not be opened, in sentences; empty if it may be
 * @param stamp the file with links resolved; the link itself if it is refused
 */
record FoundFile(List<String> folders, String fileName, boolean earlier, Optional<String> refused, FileStamp stamp) {

    /** The folder of runs that is searched beside the weights folder. */
    static final String RUNS = "global_models";

    /** The file name of the weights in a run's folder. */
    static final String BEST_MODEL = "best_model.pth";

    /** The order in which files of one name get the id without suffix. */
    static final List<String> SUFFIXES =
            List.of(".pth", ".pt", ".onnx", ".safetensors", ".ckpt", ".pth.tar", ".bin", ".npz", ".checkpoint");

    /** Suffixes of models of other libraries, such as Keras and scikit-learn. */
    private static final List<String> OF_OTHER_LIBRARIES = List.of(".joblib", ".h5", ".hdf5", ".keras", ".ubj", ".cbm");

    /** Suffixes of model files that files of other kinds have as well. */
    private static final List<String> OTHER_SUFFIXES = Stream.concat(
                    Stream.of(".pkl", ".pickle", ".json"), OF_OTHER_LIBRARIES.stream())
            .toList();

    /** Files that Hugging Face's Trainer writes beside the weights of a checkpoint (source: {@code trainer.py}). */
    private static final Pattern OF_TRAINER =
            Pattern.compile("(?:optimizer|scheduler)\\.(?:pt|bin)|scaler\\.pt|rng_state(?:_\\d+)?\\.pth");

    private static final String TRAINER_STATE = "trainer_state.json";
    private static final String TRAINING_ARGUMENTS = "training_args.bin";

    /** The beginning of a pattern that excludes names with a word for histories, data or settings. */
    private static final String NO_OTHER_WORD =
            "(?!(?:.*[^a-z])?(?:hist|history|metrics?|results?|logs?|loss(?:es)?|acc|accurac(?:y|ies)|scalers?|encoders?"
                    + "|data|datasets?|configs?|args|train|test)[^a-z])";

    /** Matches names with a word for weights and no word for histories, data or settings. */
    private static final Pattern SAYS_WEIGHTS =
            Pattern.compile(NO_OTHER_WORD + ".*(?:model|weight|checkpoint|ckpt|state_?dict).*");

    /** Matches names of pickles that are weights if torch.save wrote them: {@code lenet.pkl}. */
    private static final Pattern MAY_BE_OF_TORCH =
            Pattern.compile(NO_OTHER_WORD + ".*(?:state|net|round|epoch|param).*\\.(?:pkl|pickle)");

    private static final int EARLIER_SUFFIXES = 3;

    private static final Pattern NO_SUFFIX = Pattern.compile("[^.]+(?:\\.\\d+)*");

    /** Words in the names of weights files. They identify files whose suffix does not, such as {@code .bin} or none. */
    private static final List<String> WEIGHTS_WORDS =
            List.of("model", "weight", "checkpoint", "ckpt", "state", "net", "round", "epoch", "param");

    /**
     * The order of the first version in which files of one name get their ids: files before runs, {@code .pth} before
     * {@code .pt} before {@code .onnx}.
     */
    static final Comparator<FoundFile> PRECEDENCE = Comparator.comparing(FoundFile::shortName)
            .thenComparing(FoundFile::runFolder)
            .thenComparing(found -> found.runFolder() ? 0 : found.suffixRank())
            .thenComparing(FoundFile::longName)
            .thenComparing(found -> found.stamp().path());

    /** @param inWeights whether {@code folders} begin in the weights folder */
    static FoundFile of(
            boolean inWeights, List<String> folders, String fileName, Optional<String> refused, FileStamp stamp) {
        boolean earlier = folders.isEmpty()
                ? suffixRank(fileName) < EARLIER_SUFFIXES
                : fileName.equals(BEST_MODEL) && isRun(inWeights, folders);
        return new FoundFile(List.copyOf(folders), fileName, earlier && refused.isEmpty(), refused, stamp);
    }

    /** Whether {@code <folders>/best_model.pth} was a model of the first version. */
    static boolean isRun(boolean inWeights, List<String> folders) {
        return (inWeights && folders.size() == 1)
                || (folders.size() == 2 && folders.get(0).equals(RUNS));
    }

    /** Whether the id is the name of the run's folder around the file. */
    boolean runFolder() {
        return earlier && !folders.isEmpty();
    }

    /**
     * The id of the first version unless several files share it: the file's name without suffix, or the run's folder.
     */
    String shortName() {
        return runFolder() ? lastFolder() : fileName.substring(0, fileName.lastIndexOf('.'));
    }

    /** The id of the first version if another file has the short name. */
    String longName() {
        return runFolder() ? lastFolder() + "." + BEST_MODEL : fileName;
    }

    /** The file's name without suffix. */
    String stem() {
        return withoutSuffix(fileName);
    }

    /** Sorts files by folder, name without suffix, and suffix. */
    String place() {
        return String.join("/", folders) + "/" + stem() + "\0" + suffixRank() + "\0" + fileName + "\0" + stamp.path();
    }

    int suffixRank() {
        return suffixRank(fileName);
    }

    /** Whether other programs use the suffix for files without weights, and the name has no word for weights. */
    boolean mayBeForeign() {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return lower.endsWith(".bin") && WEIGHTS_WORDS.stream().noneMatch(lower::contains);
    }

    private String lastFolder() {
        return folders.get(folders.size() - 1);
    }

    /** Whether a file of that name is a model; hidden files are not. */
    static boolean isModelName(String fileName) {
        return !fileName.startsWith(".") && suffixRank(fileName) < SUFFIXES.size();
    }

    /**
     * Whether a file of that name may have weights although it has no suffix of a model: {@code global_model_round_1},
     * {@code global_weights.pkl}. The numbers of {@code model_0.91} are no suffix. Its content decides.
     */
    static boolean mayBeModelName(String fileName) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return NO_SUFFIX.matcher(lower).matches()
                ? WEIGHTS_WORDS.stream().anyMatch(lower::contains)
                : OTHER_SUFFIXES.stream().anyMatch(lower::endsWith)
                        && (SAYS_WEIGHTS.matcher(lower).matches()
                                || MAY_BE_OF_TORCH.matcher(lower).matches());
    }

    /** Whether the file is a model only if it is an archive of {@code torch.save}, because of its name. */
    boolean needsArchive() {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return MAY_BE_OF_TORCH.matcher(lower).matches()
                && !SAYS_WEIGHTS.matcher(lower).matches();
    }

    /** Whether the name has no suffix of a model, so that only a file with the content of weights is a model. */
    boolean hasNoSuffix() {
        return suffixRank() == SUFFIXES.size();
    }

    /**
     * Whether the suffix belongs to models of another library, such as Keras and scikit-learn. Such models are listed
     * with the reason that they do not run.
     */
    boolean isOfOtherLibrary() {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return OF_OTHER_LIBRARIES.stream().anyMatch(lower::endsWith);
    }

    /**
     * Whether Hugging Face's Trainer wrote the file for itself: the state of its optimizer, or its arguments.
     *
     * @param siblings all names in the folder of the file
     */
    static boolean isOfTrainer(String fileName, List<String> siblings) {
        return fileName.equals(TRAINING_ARGUMENTS)
                || (OF_TRAINER.matcher(fileName).matches() && siblings.contains(TRAINER_STATE));
    }

    /** The name without the suffix of a model file, if it has one. */
    static String withoutSuffix(String fileName) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return Stream.concat(SUFFIXES.stream(), OTHER_SUFFIXES.stream())
                .filter(lower::endsWith)
                .max(Comparator.comparing(String::length))
                .map(suffix -> fileName.substring(0, fileName.length() - suffix.length()))
                .orElse(fileName);
    }

    private static int suffixRank(String fileName) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        for (int rank = 0; rank < SUFFIXES.size(); rank++) {
            if (lower.endsWith(SUFFIXES.get(rank))) {
                return rank;
            }
        }
        return SUFFIXES.size();
    }
}
