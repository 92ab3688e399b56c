package dev.flsys.simulation;

import dev.flsys.flower.command.ShownText;
import dev.flsys.process.ExitStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a simulation failed, from its output and the end of its process.
 *
 * @param cause what its output said
 * @param command what was started, one argument each; empty if that is not known
 * @param root the project's folder, in which it ran
 */
record FailureReasons(FailureCause cause, List<String> command, Path root) {

    /** Characters of a reason. */
    static final int LONGEST = 500;

    /** Its process ended with {@code status}, other than 0. */
    Reason of(ExitStatus status) {
        if (status.isSignal()) {
            return new Reason(
                    status.description(), FailureHints.ofSignal(status.description()).orElse(null));
        }
        Optional<Reason> quoted = cause.reason().flatMap(quote -> quoted(quote, null));
        return quoted.orElseGet(() -> new Reason(
                "It printed nothing that says why.",
                FailureHints.ofCode(status.code()).orElse(null)));
    }

    /** Its process ended with 0, and {@code doubt} speaks against success. */
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

    /**
     * The Python that ran it, as a command that can be typed in the project's folder; empty if it is none or elsewhere.
     */
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
