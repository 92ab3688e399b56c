package dev.flsys.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The message of an engine's failure for clients: one line with the cause, never empty. It has no absolute paths, C++
 * signatures, positions in C++ sources or stack traces.
 */
public final class EngineMessage {

    private static final int MAX_LENGTH = 300;
    private static final int MAX_READ = 20_000;
    private static final int MAX_LINE = 4_000;

    /** The last line of a traceback of TorchScript. */
    private static final Pattern RAISED =
            Pattern.compile("(?:builtins\\.|torch\\.jit\\.)?\\w*(?:Error|Exception): ?(.*)");

    private static final Pattern WITHOUT_TEXT = Pattern.compile("(\\w+(?:Error|Exception)):\\s*$");

    private static final Pattern PREFIX =
            Pattern.compile("^(?:[\\w.$]+(?:Exception|Error): )*(?:Error code - \\S+ - message: )?");

    /** The text after this mark is a stack trace, or code of the model. */
    private static final Pattern TRACE = Pattern.compile(
            "\\s*(?:Exception raised from |PyTorch splits its backend|The following variants are available:"
                    + "|Declaration: |Triggered internally at |frame #\\d|C\\+\\+ CapturedTraceback|Stacktrace:"
                    + "|The following argument types are supported|(?:here)?:?\\s*(?:Serialized +)?File \"|[,.]? but expected one of:)"
                    + ".*",
            Pattern.DOTALL);

    private static final Pattern ASSERTION = Pattern.compile("\\[enforce fail at [^\\]]*\\] ?\\.? ?|"
            + "(?:\\S+ )?INTERNAL ASSERT FAILED at \"?[^\"\\s]+\"?:\\d+, please report a bug to PyTorch\\. ?");

    private static final String ARGUMENTS = "\\((?:[^()]|\\([^()]*\\))*\\)";

    /** {@code /src/core/graph/graph.cc:1461 void onnxruntime::Graph::Init(int) const [with T = float]}. */
    private static final Pattern PLACE = Pattern.compile(
            "(?:\\bat )?\"?(?:\\b[A-Za-z]:)?[\\w./\\\\-]*\\w\\.(?:cc|cpp|cxx|cu|cuh|h|hpp)\"?[:(]\\d+\\)?[:,]? ?"
                    + "(?:[^().]*::[^()]*(?:" + ARGUMENTS + "){1,2}(?: const)?(?: \\[with [^\\]]*\\])? ?)?"
                    + "(?:[^.]* was false\\. ?)?");

    /** Operators such as {@code aten::add} are not C++ names. */
    private static final String NAMESPACE = "\\b(?:torch|at|c10|caffe2|std|onnxruntime|Ort|onnx|google|pybind11)::";

    private static final Pattern SIGNATURE = Pattern.compile(NAMESPACE + "[\\w:~]+(?:<[^<>]*>)?" + ARGUMENTS);
    private static final Pattern TYPE = Pattern.compile(NAMESPACE + "(?:\\w+::)*");
    private static final Pattern QUOTED_PATH =
            Pattern.compile("([\"'])(?:[A-Za-z]:)?[/\\\\][^\"'\\n]*[/\\\\]([^\"'/\\\\\\n]*)\\1");
    private static final Pattern ABSOLUTE_PATH =
            Pattern.compile("(?<![\\w.])(?:[A-Za-z]:)?[/\\\\][^\\s/\\\\:'\",;()][^\\s:'\",;()]*[/\\\\]");

    private static final Pattern FULL_STOP = Pattern.compile("[.\\s]+$");

    private EngineMessage() {}

    /** The message of the innermost cause: at most 300 characters, file names without their folders. */
    static String of(Throwable failure) {
        return of(failure, null);
    }

    /**
     * The message of the innermost cause: at most 300 characters, file names without their folders.
     *
     * @param file the model's absolute file; its folder is removed even if its name has blanks
     */
    static String of(Throwable failure, @Nullable Path file) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage());
        Path folder = file == null ? null : file.getParent();
        String known =
                folder == null ? message : message.replace(folder + "/", "").replace(folder + "\\", "");
        String line = withoutInternals(known, MAX_LENGTH);
        return cause.getMessage() == null || line.isEmpty()
                ? "the engine gives no reason (" + cause.getClass().getSimpleName() + ")"
                : line;
    }

    /** Like {@link #of(Throwable, Path)}, without a full stop at the end, as a part of a sentence. */
    static String toClause(Throwable failure, @Nullable Path file) {
        return FULL_STOP.matcher(of(failure, file)).replaceFirst("");
    }

    /** {@code message} as one line of at most {@code max} characters; empty if nothing else remains. */
    public static String withoutInternals(String message, int max) {
        String raised = toOneLine(raised(message));
        String line = PREFIX.matcher(raised.length() <= MAX_LINE ? raised : raised.substring(0, MAX_LINE))
                .replaceFirst("");
        line = TRACE.matcher(line).replaceFirst("");
        line = ASSERTION.matcher(line).replaceAll("");
        line = PLACE.matcher(line).replaceAll("");
        line = SIGNATURE.matcher(line).replaceAll("");
        line = TYPE.matcher(line).replaceAll("");
        line = QUOTED_PATH.matcher(line).replaceAll("$1$2$1");
        line = toOneLine(ABSOLUTE_PATH.matcher(line).replaceAll(""));
        line = WITHOUT_TEXT.matcher(line).replaceFirst("$1 without a message");
        return line.length() <= max ? line : line.substring(0, max - 1) + "…";
    }

    private static String toOneLine(String text) {
        return text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    }

    /**
     * The error itself. libtorch writes it after a trace of the network's code; onnxruntime after a code, on several
     * lines.
     */
    private static String raised(String message) {
        if (message.contains("Traceback of TorchScript")) {
            String end = message.substring(Math.max(0, message.length() - MAX_READ));
            List<String> lines = end.lines().map(String::strip).toList();
            for (int i = lines.size() - 1; i >= 0; i--) {
                var error = RAISED.matcher(lines.get(i));
                if (error.matches()) {
                    return error.group(1).isBlank() ? lines.get(i) : error.group(1);
                }
            }
        }
        return message.substring(0, Math.min(message.length(), MAX_READ));
    }
}
