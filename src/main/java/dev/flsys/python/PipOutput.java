package dev.flsys.python;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** pip's lines, thinned to those that tell a person how far it is. */
final class PipOutput {

    /** Of downloads those that take time: megabytes and more. */
    private static final Pattern TOLD = Pattern.compile("Downloading .*\\([0-9.]+ [MG]B\\)"
            + "|(Building wheel|Installing collected packages|Successfully|ERROR|error:|WARNING: Retrying|fatal).*");

    private static final int MAX_LENGTH = 300;
    private static final int TAIL = 8;

    private PipOutput() {}

    /** The line as it is told; empty if it is left out. Where a package comes from is not told. */
    static Optional<String> thinned(String line) {
        String text = withoutAddresses(line.strip());
        return TOLD.matcher(text).matches() ? Optional.of(shortened(text)) : Optional.empty();
    }

    /** The last lines, for an error message. */
    static String tail(List<String> lines) {
        List<String> told = lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("Looking in "))
                .map(PipOutput::withoutAddresses)
                .map(PipOutput::shortened)
                .toList();
        return String.join("\n", told.subList(Math.max(0, told.size() - TAIL), told.size()));
    }

    private static String withoutAddresses(String text) {
        return text.replaceAll("https?://\\S*/([^/\\s]+)", "$1").replaceAll("https?://\\S+", "...");
    }

    private static String shortened(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH - 1) + "…";
    }
}
