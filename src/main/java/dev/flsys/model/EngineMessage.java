package dev.flsys.model;

import java.util.List;
import java.util.regex.Pattern;

/** What an engine says of a failure, made fit for clients. */
final class EngineMessage {

    private static final int MAX_LENGTH = 300;
    private static final String TORCH_ERROR = "RuntimeError: ";
    private static final Pattern ABSOLUTE_PATH =
            Pattern.compile("(?<![\\w.])(?:[A-Za-z]:)?[/\\\\](?:[^\\s/\\\\:'\",;()]+[/\\\\])+");
    private static final Pattern PREFIX =
            Pattern.compile("^(?:[\\w.$]+(?:Exception|Error): )*(?:Error code - \\S+ - message: )?");

    private EngineMessage() {}

    /** What the innermost cause says, in one line of at most 300 characters, files without their folders. */
    static String of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message =
                String.valueOf(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
        String line = ABSOLUTE_PATH.matcher(telling(message)).replaceAll("");
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH - 1) + "…";
    }

    /** libtorch tells the error after a trace of the network's code; onnxruntime after a code, over several lines. */
    private static String telling(String message) {
        List<String> lines = message.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).startsWith(TORCH_ERROR)) {
                return lines.get(i).substring(TORCH_ERROR.length());
            }
        }
        return PREFIX.matcher(String.join(" ", lines)).replaceFirst("");
    }
}
