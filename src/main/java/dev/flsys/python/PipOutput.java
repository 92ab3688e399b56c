package dev.flsys.python;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Filters the output of pip to the lines that show its progress. */
final class PipOutput {

    /** Downloads of megabytes and more, and the main steps. */
    private static final Pattern SHOWN = Pattern.compile("Downloading .*\\([0-9.]+ [MG]B\\)"
            + "|(Building wheel|Installing collected packages|Successfully|ERROR|error:|WARNING: Retrying|fatal).*");

    private static final int MAX_LENGTH = 300;
    private static final int TAIL = 8;

    private PipOutput() {}

    /** The line without addresses of packages; empty if it is omitted. */
    static Optional<String> filter(String line) {
        String text = withoutAddresses(line.strip());
        return SHOWN.matcher(text).matches() ? Optional.of(shortened(text)) : Optional.empty();
    }

    /** The last lines, for an error message. */
    static String tail(List<String> lines) {
        List<String> shown = lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("Looking in "))
                .map(PipOutput::withoutAddresses)
                .map(PipOutput::shortened)
                .toList();
        return String.join("\n", shown.subList(Math.max(0, shown.size() - TAIL), shown.size()));
    }

    private static String withoutAddresses(String text) {
        return text.replaceAll("https?://\\S*/([^/\\s]+)", "$1").replaceAll("https?://\\S+", "...");
    }

    private static String shortened(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH - 1) + "…";
    }
}
