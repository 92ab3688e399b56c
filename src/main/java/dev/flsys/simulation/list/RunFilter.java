package dev.flsys.simulation.list;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Parses conditions such as {@code accuracy > 0.9 and learning_rate = 0.05}.
 *
 * <p>A condition compares a {@linkplain RunField column} with a value: {@code =}, {@code !=}, {@code <}, {@code <=},
 * {@code >}, {@code >=}, or {@code ~} (the text contains it, ignoring case). {@code min(...)}, {@code max(...)} and
 * {@code last(...)} choose a value of a metric. Conditions are joined by {@code and}, {@code or} and parentheses;
 * {@code and} binds closer. Texts with blanks, and names with other characters than letters, digits, {@code _.-/}, are
 * in quotes. A simulation without the column does not match.
 */
final class RunFilter {

    private static final int MAX_LENGTH = 2_000;
    private static final int MAX_DEPTH = 30;
    private static final Set<String> METRIC_FUNCTIONS = Set.of("last", "min", "max");

    private final String text;
    private int at;
    private int depth;

    private RunFilter(String text) {
        this.text = text;
    }

    /**
     * The condition that {@code text} describes.
     *
     * @throws ListProblem if it cannot be parsed, with the position of the wrong character
     */
    static Predicate<RunSummary> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw ListProblem.query("'filter' has at most " + MAX_LENGTH + " characters.");
        }
        RunFilter filter = new RunFilter(text);
        Predicate<RunSummary> condition = filter.alternatives();
        if (filter.at < text.length()) {
            throw filter.wrong("expected 'and', 'or' or the end");
        }
        return condition;
    }

    /**
     * The column that {@code text} names.
     *
     * @throws ListProblem if it cannot be parsed
     */
    static RunField parseField(String text) {
        RunFilter parser = new RunFilter(text);
        RunField field = parser.field();
        if (parser.at < text.length()) {
            throw ListProblem.query("'sort' is one column, with '-' before it for the largest first.");
        }
        return field;
    }

    private Predicate<RunSummary> alternatives() {
        Predicate<RunSummary> all = conditions();
        while (takeWord("or")) {
            all = all.or(conditions());
        }
        return all;
    }

    private Predicate<RunSummary> conditions() {
        Predicate<RunSummary> all = condition();
        while (takeWord("and")) {
            all = all.and(condition());
        }
        return all;
    }

    private Predicate<RunSummary> condition() {
        skipBlanks();
        if (!take("(")) {
            return comparison();
        }
        depth++;
        if (depth > MAX_DEPTH) {
            throw wrong("more than " + MAX_DEPTH + " parentheses in each other");
        }
        Predicate<RunSummary> inner = alternatives();
        if (!take(")")) {
            throw wrong("expected ')'");
        }
        depth--;
        return inner;
    }

    private Predicate<RunSummary> comparison() {
        RunField field = field();
        String operator = operator();
        skipBlanks();
        int start = at;
        Object value = value();
        if (operator.length() <= 2 && "<>".indexOf(operator.charAt(0)) >= 0 && value instanceof Boolean) {
            at = start;
            throw wrong("true and false are neither less nor greater than anything");
        }
        return run -> matches(field.value(run), operator, value);
    }

    private RunField field() {
        int start = at;
        boolean quoted = isQuote();
        String name = name("a name of a parameter, a metric or a column");
        if (quoted || !METRIC_FUNCTIONS.contains(name.toLowerCase(Locale.ROOT)) || !take("(")) {
            return new RunField(name, "last");
        }
        String metric = name("a name of a metric");
        if (!take(")")) {
            throw wrong("expected ')'");
        }
        return new RunField(metric, text.substring(start, start + name.length()).toLowerCase(Locale.ROOT));
    }

    private String operator() {
        skipBlanks();
        for (String operator : new String[] {"==", "!=", "<>", "<=", ">=", "=", "<", ">", "~"}) {
            if (take(operator)) {
                return operator.equals("==") ? "=" : operator.equals("<>") ? "!=" : operator;
            }
        }
        throw wrong("expected one of = != < <= > >= ~");
    }

    private Object value() {
        skipBlanks();
        boolean quoted = isQuote();
        String word = name("a value");
        if (quoted) {
            return word;
        }
        if (word.equalsIgnoreCase("true") || word.equalsIgnoreCase("false")) {
            return Boolean.valueOf(word);
        }
        BigDecimal number = number(word);
        return number != null ? number : word;
    }

    private String name(String what) {
        skipBlanks();
        if (isQuote()) {
            return quoted();
        }
        int start = at;
        while (at < text.length() && isPartOfName(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw wrong("expected " + what);
        }
        return text.substring(start, at);
    }

    private static boolean isPartOfName(char character) {
        return Character.isLetterOrDigit(character) || "_.-/+:@".indexOf(character) >= 0;
    }

    private boolean isQuote() {
        return at < text.length() && "\"'`".indexOf(text.charAt(at)) >= 0;
    }

    private String quoted() {
        int start = at;
        int end = text.indexOf(text.charAt(at), at + 1);
        if (end < 0) {
            throw wrong("this quote is not closed");
        }
        at = end + 1;
        return text.substring(start + 1, end);
    }

    private boolean takeWord(String word) {
        skipBlanks();
        int end = at + word.length();
        if (!text.regionMatches(true, at, word, 0, word.length())
                || (end < text.length() && isPartOfName(text.charAt(end)))) {
            return false;
        }
        at = end;
        return true;
    }

    private boolean take(String sign) {
        skipBlanks();
        if (!text.startsWith(sign, at)) {
            return false;
        }
        at += sign.length();
        return true;
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private ListProblem wrong(String what) {
        return ListProblem.filter(at + 1, what + ".");
    }

    /** The number in {@code text}; null if it is not a number. */
    static @Nullable BigDecimal number(String text) {
        try {
            BigDecimal number = new BigDecimal(text);
            // An exponent of a million would make a comparison with an integer very slow.
            return Math.abs((long) number.scale()) > MAX_LENGTH ? null : number;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private static boolean matches(@Nullable Object found, String operator, Object value) {
        if (found == null) {
            return false;
        }
        if (operator.equals("~")) {
            return found.toString()
                    .toLowerCase(Locale.ROOT)
                    .contains(value.toString().toLowerCase(Locale.ROOT));
        }
        Integer order = order(found, value);
        switch (operator) {
            case "=":
                return order != null && order == 0;
            case "!=":
                return order == null || order != 0;
            case "<":
                return order != null && order < 0;
            case "<=":
                return order != null && order <= 0;
            case ">":
                return order != null && order > 0;
            default:
                return order != null && order >= 0;
        }
    }

    /** The order of two values of one kind; null if they have none. A quoted number is a number. */
    private static @Nullable Integer order(Object found, Object value) {
        BigDecimal left = found instanceof BigDecimal number ? number : null;
        BigDecimal right = value instanceof BigDecimal number ? number : number(value.toString());
        if (left != null && right != null) {
            return left.compareTo(right);
        }
        if (left != null || right != null) {
            return null;
        }
        return found.toString().compareToIgnoreCase(value.toString());
    }
}
