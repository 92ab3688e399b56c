package dev.flsys.python;

import java.nio.file.Path;

/** Messages of Python programs, prepared for clients. */
public final class PythonMessage {

    private PythonMessage() {}

    /**
     * The text without absolute paths: paths in the project become relative, and other paths keep only their last part.
     *
     * @param root the project's folder, as Python names it
     */
    public static String withoutPaths(String text, Path root) {
        return text.replace(root + "/", "")
                .replace(root + "\\", "")
                .replace(root.toString(), ".")
                .replaceAll("(['\"])/[^'\"\\n]*/([^'\"/\\n]*)\\1", "$1$2$1")
                .replaceAll("(?<![\\w./:])/(?:[^\\s/:'\"]+/)+", "")
                .replaceAll("\\b[A-Za-z]:\\\\(?:[^\\s\\\\:'\"]+\\\\)+", "");
    }
}
