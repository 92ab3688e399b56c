package dev.flsys.python;

import dev.flsys.settings.MarkedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The requirements of a project for pip.
 *
 * @param file {@code requirements.txt} or {@code pyproject.toml}; empty if the project has neither
 * @param lines the lines of the file and of the files that it includes with {@code -r}, without comments; the raw lines
 *     of {@code pyproject.toml}
 */
record Requirements(Optional<Path> file, List<String> lines) {

    /** The most files that one file includes, directly or through other files. */
    private static final int MAX_INCLUDES = 50;

    private static final int MAX_BYTES = 1024 * 1024;
    private static final Pattern INCLUDE = Pattern.compile("(?:-r|--requirement)[\\s=]+(.+)");

    private static final Pattern TORCH =
            Pattern.compile("(?:torch|torchvision|torchaudio)\\s*(?:[\\[<>=!~;@(].*)?", Pattern.CASE_INSENSITIVE);

    /**
     * A requirement of flwr: at the start of a line in requirements.txt, after a quote in pyproject.toml.
     * {@code tool.flwr} does not match.
     */
    private static final Pattern FLOWER = Pattern.compile("(?:^|[\"'])flwr(?![\\w.-])", Pattern.CASE_INSENSITIVE);

    Requirements {
        lines = List.copyOf(lines);
    }

    /**
     * Reads the requirements of the project in {@code root}.
     *
     * @throws PythonUnavailable if the file cannot be read
     */
    static Requirements of(Path root) {
        Optional<Path> file = Stream.of("requirements.txt", "pyproject.toml")
                .map(root::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
        return file.map(Requirements::read).orElse(new Requirements(Optional.empty(), List.of()));
    }

    /** Reads the requirements of one file. */
    static Requirements read(Path file) {
        List<String> lines = new ArrayList<>();
        collect(file, new HashSet<>(Set.of(file.normalize())), lines);
        return new Requirements(Optional.of(file), lines);
    }

    /** @param seen the files that are read, each of them once. Files may include each other */
    private static void collect(Path file, Set<Path> seen, List<String> lines) {
        List<String> read;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new PythonUnavailable(file.getFileName() + " has more than " + MAX_BYTES / 1024 + " KiB.");
            }
            read = MarkedText.decode(Files.readAllBytes(file)).lines().toList();
        } catch (IOException unreadable) {
            throw new PythonUnavailable(file.getFileName() + " cannot be read.");
        }
        for (String line : read) {
            String text = line.replaceFirst("(^|\\s)#.*", "").strip();
            Matcher include = INCLUDE.matcher(text);
            if (include.matches() && seen.size() <= MAX_INCLUDES) {
                Path included = file.resolveSibling(include.group(1).strip()).normalize();
                if (Files.isRegularFile(included) && seen.add(included)) {
                    collect(included, seen, lines);
                }
            } else if (!text.isEmpty()) {
                lines.add(text);
            }
        }
    }

    /** The requirements for torch and its companions, as written; empty if there is none. Not for pyproject.toml. */
    List<String> torch() {
        return lines.stream().filter(line -> TORCH.matcher(line).matches()).toList();
    }

    /** The lines that set options of pip, such as an index. Not for pyproject.toml. */
    List<String> options() {
        return lines.stream()
                .filter(line -> line.startsWith("-") && !isEditable(line))
                .toList();
    }

    /**
     * The lines that require a package; empty if a requirement has several lines, as one with hashes has. Not for
     * pyproject.toml.
     */
    List<String> packages() {
        if (lines.stream().anyMatch(line -> line.endsWith("\\"))) {
            return List.of();
        }
        return lines.stream()
                .filter(line -> !line.startsWith("-") || isEditable(line))
                .toList();
    }

    private static boolean isEditable(String line) {
        return line.startsWith("-e ") || line.startsWith("--editable");
    }

    /** The oldest sufficient minor version of Python 3: flwr 1.42 needs 3.11, and FLSys needs 3.9. */
    int minimumPython() {
        return lines.stream().anyMatch(line -> FLOWER.matcher(line).find()) ? 11 : 9;
    }
}
