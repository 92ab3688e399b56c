package dev.flsys.simulation.failure;

import dev.flsys.flower.command.SanitisedOutput;
import dev.flsys.process.ExitStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a simulation failed, from its output and the end of its process.
 *
 * @param cause the cause in its output
 * @param command the arguments of its command; empty if they are not known
 * @param root the project's folder, in which it ran
 */
public record FailureReasons(FailureCause cause, List<String> command, Path root) {

    /** Maximum number of characters of a reason. */
    static final int MAX_LENGTH = 500;

    private static final int MAX_LINE = 200;

    /**
     * The reason for the failure of a process that ended with {@code status}, which is not 0. A script with {@code trap
     * 'kill 0' EXIT} also ends with a signal after an error of its own, so the error is quoted.
     *
     * @param endedItself whether the process may itself have sent the signal
     */
    public Reason of(ExitStatus status, boolean endedItself) {
        String end = status.description();
        Optional<FailureCause.Quote> error = cause.exception().or(() -> cause.reason()
                .filter(quote -> FailureTable.find(quote.text(), List.of()).isPresent()));
        if (status.isSignal()) {
            if (endedItself && error.isPresent()) {
                String signal = status.signal().orElseThrow();
                return of("Killed by " + signal + ", which FLSys did not send, after this error.", error);
            }
            return new Reason(end, explanation(end, cause.crash()));
        }
        return cause.reason()
                .flatMap(quote -> quoted(quote, explanation(quote.text() + "\n" + end, quote.frames())))
                .orElseGet(() -> new Reason("It printed no reason.", explanation(end, List.of())));
    }

    /** The reason for the failure of a process that ended with 0. {@code doubt} is the evidence against its success. */
    public Reason of(String doubt) {
        return of(doubt, cause.exception());
    }

    private Reason of(String doubt, Optional<FailureCause.Quote> error) {
        return error.flatMap(quote -> quoted(quote, doubted(doubt, quote)))
                .orElseGet(() -> new Reason(shortened(doubt), explanation(doubt, List.of())));
    }

    /** The explanation of {@code reason} alone; empty if it is not a known failure. */
    public static Optional<Explanation> known(String reason) {
        return FailureTable.find(reason, List.of())
                .map(kind -> new Explanation(kind.id(), kind.cause(), null, kind.remedy(), null));
    }

    /** The explanation of {@code sentence}, with which the service itself ends a simulation. */
    public static Explanation ofService(String sentence) {
        FailureKind kind = FailureTable.ofService(sentence);
        return new Explanation(kind.id(), kind.cause(), null, kind.remedy(), null);
    }

    private Optional<Reason> quoted(FailureCause.Quote quote, Explanation explanation) {
        return Optional.ofNullable(SanitisedOutput.line(quote.text(), root))
                .map(detail -> new Reason(shortened(detail), explanation, quote.seq()));
    }

    private Explanation explanation(String subject, List<Frame> frames) {
        Optional<FailureKind> kind =
                FailureTable.find(subject, cause.lastLines().newestFirst());
        return kind.map(known -> explanation(known, "", subject, frames, null))
                .orElseGet(() -> explanation(FailureKind.UNKNOWN, "", subject, frames, lastLines()));
    }

    /**
     * The explanation of a doubt: the kind of the exception, or else the kind of the doubt. The cause is the sentence
     * of the doubt.
     */
    private Explanation doubted(String doubt, FailureCause.Quote quote) {
        String sentence = shortened(doubt);
        Optional<FailureKind> kind =
                FailureTable.find(quote.text(), cause.lastLines().newestFirst());
        if (kind.isPresent()) {
            return explanation(kind.get(), sentence + " ", quote.text(), quote.frames(), null);
        }
        FailureKind known = FailureTable.find(doubt, List.of()).orElse(FailureKind.UNKNOWN);
        return new Explanation(known.id(), sentence, where(quote.frames()), known.remedy(), lastLines());
    }

    private Explanation explanation(
            FailureKind kind, String before, String subject, List<Frame> frames, @Nullable List<String> lines) {
        Optional<MissingModule> module = MissingModule.in(subject);
        String causes =
                module.map(each -> each.fill(kind.cause(), interpreter())).orElse(kind.cause());
        String remedy =
                module.map(each -> each.fill(kind.remedy(), interpreter())).orElse(kind.remedy());
        return new Explanation(kind.id(), before + causes, where(frames), remedy, lines);
    }

    /** The last frame in the project's own files. */
    private @Nullable String where(List<Frame> frames) {
        for (int at = frames.size() - 1; at >= 0; at--) {
            Optional<String> shown = frames.get(at).shown(root);
            if (shown.isPresent()) {
                return shown.get();
            }
        }
        return null;
    }

    private @Nullable List<String> lastLines() {
        List<String> lines = cause.lastLines().last(Explanation.LAST_LINES).stream()
                .map(line -> SanitisedOutput.line(line, root))
                .filter(Objects::nonNull)
                .map(line -> shortened(line, MAX_LINE))
                .toList();
        return lines.isEmpty() ? null : lines;
    }

    /**
     * The Python that ran the simulation, as users type it in the project's folder; empty if it is outside the project.
     */
    private Optional<String> interpreter() {
        if (command.isEmpty()) {
            return Optional.empty();
        }
        // A path begins in the project's folder. A name is looked up on PATH.
        String first = command.get(0);
        Path program = first.contains("/") ? root.resolve(first) : Path.of(first);
        Path python = program.endsWith("flwr") ? program.resolveSibling("python") : program;
        return python.isAbsolute()
                        && python.startsWith(root)
                        && String.valueOf(python.getFileName()).startsWith("python")
                ? Optional.of(root.relativize(python).toString())
                : Optional.empty();
    }

    private static String shortened(String text) {
        return shortened(text, MAX_LENGTH);
    }

    private static String shortened(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 2)) ? longest - 2 : longest - 1;
        return text.substring(0, end) + "…";
    }
}
