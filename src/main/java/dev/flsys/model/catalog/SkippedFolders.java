package dev.flsys.model.catalog;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The folders that are not searched for models. Hidden folders are not searched either. A folder of a data set may hold
 * more files than a scan reads, and its {@code .bin}, {@code .npz} and {@code .pt} files are data.
 */
public final class SkippedFolders {

    private static final Set<String> FOREIGN = Set.of("node_modules", "site-packages", "dist-packages", "__pycache__");
    private static final Pattern DATA =
            Pattern.compile("data|datasets?|cifar-100?-(?:batches-)?(?:py|bin|mat|python|binary|matlab)");

    /**
     * Names of folders with data, such as {@code my_dataset}. They are skipped only in a search of a whole project. A
     * weights folder may have the models of each data set in such a folder.
     */
    private static final Pattern SOME_DATA = Pattern.compile(".+[_-](?:data|datasets?)");

    private static final String RAW = "raw";
    private static final String PROCESSED = "processed";

    /** MLflow keeps the weights of a model in the folder {@code data} beside this file. */
    private static final String MLFLOW = "MLmodel";

    /** Suffixes of files of which projects may have thousands. An entry with such a name is assumed to be no folder. */
    private static final Set<String> FILES = Set.of(
            ("jpg jpeg png gif bmp webp tif tiff ppm pgm txt csv tsv json jsonl py pyc log yaml yml md toml npy pkl h5 gz"
                            + " zip xml html js css ipynb wav mp3 flac parquet arrow tfrecord lock cfg ini sh so o")
                    .split(" "));

    private SkippedFolders() {}

    /** Whether a folder of that name belongs to other programs. */
    public static boolean isForeign(String name) {
        return FOREIGN.contains(name) || name.endsWith(".egg-info") || name.endsWith(".dist-info");
    }

    /**
     * Whether a folder of that name holds a data set, judged with the names beside it.
     *
     * @param wholeProject whether all folders of the project are searched, not only those for weights
     */
    public static boolean isData(String name, List<String> siblings, boolean wholeProject) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean torchvision = (lower.equals(RAW) || lower.equals(PROCESSED))
                && siblings.contains(RAW)
                && siblings.contains(PROCESSED);
        boolean named = DATA.matcher(lower).matches()
                || (wholeProject && SOME_DATA.matcher(lower).matches());
        return torchvision || (named && !siblings.contains(MLFLOW));
    }

    /** Whether a folder with these entries is a Python environment. */
    static boolean isEnvironment(List<String> names) {
        return names.contains("pyvenv.cfg") || names.contains("conda-meta");
    }

    /** Whether an entry of that name may be a folder. */
    static boolean mayBeFolder(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 || !FILES.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }
}
