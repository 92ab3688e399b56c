package dev.flsys.packaging;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;

/** {@code .dockerignore}: the last pattern that a path, or a folder above it, fits decides. */
record DockerIgnore(List<String> patterns) {

    static DockerIgnore parse(String text) {
        return new DockerIgnore(text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList());
    }

    boolean excludes(String path) {
        boolean excluded = false;
        for (String pattern : patterns) {
            boolean back = pattern.startsWith("!");
            if (fits(back ? pattern.substring(1) : pattern, Path.of(path))) {
                excluded = !back;
            }
        }
        return excluded;
    }

    private static boolean fits(String pattern, Path path) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        // ** stands for no folder, too.
        PathMatcher atTheTop = FileSystems.getDefault().getPathMatcher("glob:" + pattern.replaceFirst("^\\*\\*/", ""));
        for (Path each = path.normalize(); each != null; each = each.getParent()) {
            if (matcher.matches(each) || atTheTop.matches(each)) {
                return true;
            }
        }
        return false;
    }
}
