package dev.flsys.simulation.failure;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A kind of failure, its cause and its remedy.
 *
 * @param id its name in {@code explanation.kind} and in docs/failures.md
 * @param patterns texts in lower case. One of them must be in a line. A leading {@code ^} means the start of the line,
 *     and {@code …} means any characters
 * @param cause a sentence; {@code {python}} and similar names are filled in by {@link MissingModule}
 * @param remedy the next step
 */
record FailureKind(String id, Evidence evidence, List<String> patterns, String cause, String remedy) {

    /** The lines in which a kind is recognised. */
    enum Evidence {
        /** The line with the reason. */
        REASON,
        /** The line with the reason, or one of the last lines of the output. */
        OUTPUT,
        /** The line with the reason, if no other kind fits. */
        LAST,
        /** The sentence with which the service itself ends a simulation. */
        SERVICE
    }

    private static final Pattern GAP = Pattern.compile(" *… *");

    /** The kind of a failure that no other kind describes. */
    static final FailureKind UNKNOWN = new FailureKind(
            "unknown",
            Evidence.LAST,
            List.of(),
            "FLSys does not know this failure.",
            "Read the last lines of its output, and the line of the project's own code that it names.");

    /** The kind of a failure of the service that no other kind describes. */
    static final FailureKind OF_SERVICE = new FailureKind(
            "service-error",
            Evidence.SERVICE,
            List.of(),
            "The service could not run the simulation to its end.",
            "Read the log of the service, which has the whole error, and start the simulation again.");

    /** @param line in lower case */
    boolean matches(String line) {
        return patterns.stream().anyMatch(pattern -> contains(line, pattern));
    }

    private static boolean contains(String line, String pattern) {
        int at = 0;
        boolean begins = pattern.startsWith("^");
        for (String text : GAP.split(begins ? pattern.substring(1) : pattern, -1)) {
            int found = line.indexOf(text, at);
            if (found < 0 || (begins && at == 0 && found > 0)) {
                return false;
            }
            at = found + text.length();
        }
        return true;
    }

    static String lowerCase(String line) {
        return line.toLowerCase(Locale.ROOT);
    }
}
