package dev.flsys.simulation;

import dev.flsys.flower.command.ShownText;
import dev.flsys.process.ExitStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a simulation failed, from its output and the end of its process.
 *
 * @param cause the cause in its output
 * @param command the arguments of its command; empty if they are not known
 * @param root the project's folder, in which it ran
 */
record FailureReasons(FailureCause cause, List<String> command, Path root) {

    /** Maximum number of characters of a reason. */
    static final int LONGEST = 500;

    /** The reason of a process that ended with {@code status}, other than 0. */
    Reason of(ExitStatus status) {
        if (status.isSignal()) {
            return new Reason(
                    status.description(),
                    FailureHints.ofSignal(status.description()).orElse(null));
        }
        Optional<Reason> quoted = cause.reason().flatMap(quote -> quoted(quote, null));
        return quoted.orElseGet(() -> new Reason("It printed no reason.", FailureHints.ofCode(status.code())));
    }

    /** The reason of a process that ended with 0 although {@code doubt} speaks against success. */
    Reason of(String doubt) {
        return cause.exception().flatMap(quote -> quoted(quote, doubt)).orElseGet(() -> new Reason(shortened(doubt)));
    }

    private Optional<Reason> quoted(FailureCause.Quote quote, @Nullable String doubt) {
        return Optional.ofNullable(ShownText.line(quote.text(), root))
                .map(FailureReasons::shortened)
                .map(detail -> {
                    Optional<String> hint = FailureHints.of(detail, interpreter());
                    String explanation = doubt == null
                            ? hint.orElse(null)
                            : hint.map(text -> shortened(doubt) + " " + text).orElse(shortened(doubt));
                    return new Reason(detail, explanation, quote.seq());
                });
    }

    /** The Python that ran it, as it can be typed in the project's folder; empty if it is outside the project. */
    private Optional<String> interpreter() {
        if (command.isEmpty()) {
            return Optional.empty();
        }
        Path program = Path.of(command.get(0));
        Path python = program.endsWith("flwr") ? program.resolveSibling("python") : program;
        return python.isAbsolute()
                        && python.startsWith(root)
                        && String.valueOf(python.getFileName()).startsWith("python")
                ? Optional.of(root.relativize(python).toString())
                : Optional.empty();
    }

    private static String shortened(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 2)) ? LONGEST - 2 : LONGEST - 1;
        return text.substring(0, end) + "…";
    }
}
