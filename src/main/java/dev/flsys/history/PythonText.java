package dev.flsys.history;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A dictionary or list as Python prints it, which some projects write into a file in place of JSON:
 * {@code f.write(str(history.metrics_centralized))}. Texts have single quotes, pairs have round brackets, and keys may
 * be numbers. Nothing of it is run.
 */
final class PythonText {

    private static final Pattern NUMBER = Pattern.compile("\\G[+-]?+(?:\\d++\\.?+\\d*+|\\.\\d++)(?:[eE][+-]?+\\d++)?+");
    /** A name, or a call with a number, such as {@code np.float64(0.5)}. */
    private static final Pattern NAME = Pattern.compile("\\G-?+[A-Za-z_][\\w.]*+(?:\\([^()\\[\\]{}\"']*+\\))?+");

    private static final Pattern KEY_FOLLOWS = Pattern.compile("\\G\\s*+:");

    private final String text;
    private final StringBuilder json = new StringBuilder();
    private int at;

    private PythonText(String text) {
        this.text = text;
    }

    /** The same as JSON, or empty if {@code text} has something else than texts, numbers, lists, pairs and names. */
    static Optional<String> toJson(String text) {
        String printed = text.strip();
        return printed.startsWith("{") || printed.startsWith("[")
                ? new PythonText(printed).convert()
                : Optional.empty();
    }

    private Optional<String> convert() {
        while (at < text.length()) {
            char next = text.charAt(at);
            if (next == '\'' || next == '"') {
                if (!copyText(next)) {
                    return Optional.empty();
                }
            } else if (Character.isLetterOrDigit(next) || "+-._".indexOf(next) >= 0) {
                if (!copyWord()) {
                    return Optional.empty();
                }
            } else if (next == ')' || next == ']' || next == '}') {
                removeLastComma();
                json.append(next == ')' ? ']' : next);
                at++;
            } else if (next == '(' || "[{,:".indexOf(next) >= 0 || Character.isWhitespace(next)) {
                json.append(next == '(' ? '[' : next);
                at++;
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(json.toString());
    }

    /** Copies a text in quotes. Only escapes that JSON has, too, are known. */
    private boolean copyText(char quote) {
        json.append('"');
        for (at++; at < text.length(); at++) {
            char next = text.charAt(at);
            if (next == quote) {
                at++;
                json.append('"');
                return true;
            }
            if (next == '\\' && at + 1 < text.length()) {
                at++;
                char escaped = text.charAt(at);
                if (escaped != '\'') {
                    json.append('\\');
                }
                json.append(escaped);
            } else if (next == '"') {
                json.append("\\\"");
            } else {
                json.append(next);
            }
        }
        return false;
    }

    private boolean copyWord() {
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (number.find()) {
            at = number.end();
            boolean key = KEY_FOLLOWS.matcher(text).region(at, text.length()).find();
            // JSON needs a digit before and behind the point.
            String value = number.group().replaceFirst("^\\+", "").replaceFirst("\\.(?!\\d)", ".0");
            value = value.replaceFirst("^(-?)\\.", "$10.");
            json.append(key ? '"' + value + '"' : value);
            return true;
        }
        Matcher name = NAME.matcher(text).region(at, text.length());
        if (!name.find()) {
            return false;
        }
        at = name.end();
        switch (name.group()) {
            case "None" -> json.append("null");
            case "True" -> json.append("true");
            case "False" -> json.append("false");
            case "nan" -> json.append("NaN");
            case "inf" -> json.append("Infinity");
            case "-inf" -> json.append("-Infinity");
            default -> {
                if (!name.group().endsWith(")")) {
                    return false;
                }
                json.append('"').append(name.group()).append('"');
            }
        }
        return true;
    }

    private void removeLastComma() {
        int end = json.length();
        while (end > 0 && Character.isWhitespace(json.charAt(end - 1))) {
            end--;
        }
        if (end > 0 && json.charAt(end - 1) == ',') {
            json.deleteCharAt(end - 1);
        }
    }
}
