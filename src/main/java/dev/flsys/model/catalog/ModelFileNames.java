package dev.flsys.model.catalog;

import java.util.List;

/** The names of files that the catalog lists as models independent of their content. */
public final class ModelFileNames {

    private ModelFileNames() {}

    /** Whether {@code fileName} has the ending of a model file and is not hidden. */
    public static boolean isModel(String fileName) {
        return FoundFile.isModelName(fileName);
    }

    /** {@code fileName} without that ending. */
    public static String withoutSuffix(String fileName) {
        return FoundFile.withoutSuffix(fileName);
    }

    /** The endings, in lower case; letters of either case are accepted. */
    public static List<String> suffixes() {
        return FoundFile.SUFFIXES;
    }
}
