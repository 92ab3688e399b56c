package dev.flsys.python;

import java.nio.file.Path;

/** What Python programs say, as clients may see it. */
public final class PythonMessage {

    private PythonMessage() {}

    /**
     * The text without absolute paths: those in the project become relative to it, of others the last part stays.
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
