package dev.flsys.model;

import dev.flsys.project.FileStamp;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A model file of the weights folder or of a run, before it has an id.
 *
 * @param name the file's name without suffix, or the name of the run's folder
 * @param longName the name that the model gets if another file has {@code name}
 * @param runFolder whether the file is the {@code best_model.pth} of a run
 * @param stamp the file with links resolved
 */
record FoundFile(String name, String longName, boolean runFolder, FileStamp stamp) {

    /** The file name of the weights in a run's folder. */
    static final String BEST_MODEL = "best_model.pth";

    private static final List<String> SUFFIXES = List.of(".pth", ".pt", ".onnx");

    /**
     * The order in which files get a name that several have: files before runs, {@code .pth} before {@code .pt} before
     * {@code .onnx}.
     */
    static final Comparator<FoundFile> PRECEDENCE = Comparator.comparing(FoundFile::name)
            .thenComparing(FoundFile::runFolder)
            .thenComparing(found -> found.runFolder() ? 0 : suffixRank(found.longName()))
            .thenComparing(FoundFile::longName)
            .thenComparing(found -> found.stamp().path());

    /** The model {@code fileName} directly in the weights folder. */
    static FoundFile inWeightsFolder(String fileName, FileStamp stamp) {
        return new FoundFile(fileName.substring(0, fileName.lastIndexOf('.')), fileName, false, stamp);
    }

    /** The best model of the run in the folder {@code folderName}. */
    static FoundFile ofRun(String folderName, FileStamp stamp) {
        return new FoundFile(folderName, folderName + "." + BEST_MODEL, true, stamp);
    }

    /** Whether a file of that name is a model; hidden files are not. */
    static boolean isModelName(String fileName) {
        return !fileName.startsWith(".") && suffixRank(fileName) < SUFFIXES.size();
    }

    /** The name without the suffix of a model file, if it has one. */
    static String withoutSuffix(String fileName) {
        int rank = suffixRank(fileName);
        return rank == SUFFIXES.size()
                ? fileName
                : fileName.substring(0, fileName.length() - SUFFIXES.get(rank).length());
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
