package dev.flsys.simulation.failure;

import java.util.List;
import java.util.Set;

/** The parts of a line of output of Python, Ray and Flower: names of exceptions, frames, prefixes and decorations. */
final class OutputText {

    /** The length of the longest prefix {@code (ClientAppActor pid=123, ip=10.0.0.1) }. */
    private static final int MAX_ACTOR = 120;

    private static final Set<String> LEVELS =
            Set.of("DEBUG", "INFO", "WARNING", "WARN", "ERROR", "CRITICAL", "FATAL", "Warning");
    private static final List<String> EXCEPTIONS =
            List.of("Error", "Exception", "KeyboardInterrupt", "SystemExit", "StopIteration", "ExceptionGroup");
    /** The beginnings of error lines. {@code flwr} prints the last one. */
    private static final List<String> ERROR_LINES = List.of("Error: ", "error: ", "ERROR: ", "fatal: ", "❌ ");

    private OutputText() {}

    /** Whether {@code text} begins with the name of an exception, like the last line of a traceback. */
    static boolean isException(String text) {
        int length = nameLength(text);
        boolean whole = length == text.length();
        if (length == 0 || (!whole && text.charAt(length) != ':')) {
            return false;
        }
        int open = text.indexOf('(');
        String name = text.substring(0, open > 0 && open < length ? open : length);
        String last = name.substring(name.lastIndexOf('.') + 1);
        if (!Character.isUpperCase(last.charAt(0)) || last.equals("Error") || last.equals("Exception")) {
            return false;
        }
        return EXCEPTIONS.stream().anyMatch(last::endsWith);
    }

    static boolean hasLetterOrDigit(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isLetterOrDigit(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    static boolean isErrorLine(String text) {
        for (String start : ERROR_LINES) {
            if (text.startsWith(start)) {
                return true;
            }
        }
        // argparse: the name of the program comes first.
        int error = text.indexOf(": error: ");
        return error > 0 && text.lastIndexOf(": ", error - 1) < 0;
    }

    /** Length of {@code pkg.Outer.<locals>.Name} or {@code Name(Other)} at the start; 0 if there is no such name. */
    static int nameLength(String text) {
        int at = 0;
        while (at < text.length() && isInName(text.charAt(at))) {
            at++;
        }
        boolean ends = at == text.length() || text.charAt(at) == ':' || text.charAt(at) == '(';
        boolean name = ends
                && at > 0
                && Character.isJavaIdentifierStart(text.charAt(0))
                && text.charAt(at - 1) != '.'
                && !LEVELS.contains(text.substring(0, at));
        if (name && at < text.length() && text.charAt(at) == '(') {
            int close = text.indexOf(')', at);
            at = close < 0 ? 0 : close + 1;
        }
        return name ? at : 0;
    }

    private static boolean isInName(char c) {
        return (Character.isJavaIdentifierPart(c) && !Character.isISOControl(c)) || c == '.' || c == '<' || c == '>';
    }

    /** The first letter of the last part of a name. */
    static char lastPart(String text, int length) {
        return text.charAt(Math.max(0, text.lastIndexOf('.', length - 1) + 1));
    }

    static boolean isFrame(char first) {
        return Character.isWhitespace(first) || isBox(first);
    }

    static boolean isBox(char c) {
        return c >= '\u2500' && c <= '\u257F';
    }

    static String withoutBox(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isFrame(text.charAt(from))) {
            from++;
        }
        while (to > from && isFrame(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    static boolean isMargin(String text) {
        String shown = text.stripLeading();
        return shown.startsWith("|") || shown.startsWith("+");
    }

    /** The text after the {@code | } of an exception group; empty for its {@code +----} lines. */
    static String withoutMargin(String text) {
        String shown = text.stripLeading();
        if (shown.startsWith("+")) {
            return "";
        }
        return shown.startsWith("| ") ? shown.substring(2) : text;
    }

    /** The text before Ray's {@code [repeated 3x across cluster] (Ray deduplicates logs ...)}. */
    static String withoutRepeats(String text) {
        int repeated = text.indexOf(" [repeated ");
        return repeated < 0 ? text : text.substring(0, repeated);
    }

    /** Length of {@code (ClientAppActor pid=123) } at the start; 0 if there is none. */
    static int actorPrefix(String text) {
        if (!text.startsWith("(")) {
            return 0;
        }
        int close = text.indexOf(") ");
        if (close < 0 || close > MAX_ACTOR) {
            return 0;
        }
        String inside = text.substring(1, close);
        return inside.contains("pid=") || inside.equals("raylet") || inside.equals("autoscaler") ? close + 2 : 0;
    }

    /** The text after {@code ERROR : }, the level that Flower logs. */
    static String withoutLevel(String text) {
        int at = 0;
        while (at < text.length() && Character.isUpperCase(text.charAt(at))) {
            at++;
        }
        if (at == 0 || !LEVELS.contains(text.substring(0, at))) {
            return text;
        }
        int colon = at;
        while (colon < text.length() && text.charAt(colon) == ' ') {
            colon++;
        }
        boolean level = colon > at || text.startsWith(":  ", colon);
        return level && colon < text.length() && text.charAt(colon) == ':'
                ? text.substring(colon + 1).stripLeading()
                : text;
    }
}
