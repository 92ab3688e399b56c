package dev.flsys.model.toml;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A pattern over model ids: {@code *} matches any number of characters, {@code ?} matches one character, {@code [a-z_]}
 * matches one of these and {@code [!a-z_]} matches one of the others. All other characters match themselves. Upper and
 * lower case differ. The time of a match is at most proportional to the length of the pattern times the length of the
 * id. Immutable.
 */
public final class IdGlob {

    /** The length of the longest id. */
    private static final int MAX_LENGTH = 255;

    private final String text;
    private final List<Step> steps;

    /**
     * A part of the pattern.
     *
     * @param isRun whether it is any number of characters
     * @param fits decides whether a character fits, if the part is one character
     */
    private record Step(boolean isRun, IntPredicate fits) {}

    private IdGlob(String text, List<Step> steps) {
        this.text = text;
        this.steps = List.copyOf(steps);
    }

    /**
     * The pattern {@code text}.
     *
     * @throws IllegalArgumentException with the reason, if it is not a pattern
     */
    public static IdGlob of(String text) {
        if (text.isBlank() || text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("A pattern has 1 to " + MAX_LENGTH + " characters.");
        }
        int[] characters = text.codePoints().toArray();
        List<Step> steps = new ArrayList<>();
        for (int at = 0; at < characters.length; at++) {
            int character = characters[at];
            switch (character) {
                case '*' -> steps.add(new Step(true, any -> true));
                case '?' -> steps.add(new Step(false, any -> true));
                case '[' -> {
                    int end = end(characters, at);
                    steps.add(new Step(false, oneOf(characters, at + 1, end)));
                    at = end;
                }
                case '{', '}' ->
                    throw new IllegalArgumentException(
                            "A pattern has no alternatives in braces. A brace itself is [{] or [}].");
                case '\\', '/' -> throw new IllegalArgumentException("No id has a slash or a backslash.");
                default -> steps.add(new Step(false, other -> other == character));
            }
        }
        return new IdGlob(text, steps);
    }

    /** The index of the bracket that closes the one at {@code start}; a bracket in the first place is a character. */
    private static int end(int[] characters, int start) {
        int first = start + 1 < characters.length && isNot(characters[start + 1]) ? start + 2 : start + 1;
        for (int at = first + 1; at < characters.length; at++) {
            if (characters[at] == ']') {
                return at;
            }
        }
        throw new IllegalArgumentException("A bracket is not closed. A bracket itself is [[].");
    }

    private static IntPredicate oneOf(int[] characters, int start, int end) {
        boolean not = isNot(characters[start]);
        IntPredicate wanted = character -> false;
        for (int at = not ? start + 1 : start; at < end; at++) {
            int from = characters[at];
            int to = from;
            if (at + 2 < end && characters[at + 1] == '-') {
                to = characters[at + 2];
                at += 2;
            }
            if (from > to) {
                throw new IllegalArgumentException("A range in brackets begins with its greater character.");
            }
            int last = to;
            wanted = wanted.or(character -> from <= character && character <= last);
        }
        return not ? wanted.negate() : wanted;
    }

    private static boolean isNot(int character) {
        return character == '!' || character == '^';
    }

    /** Whether the whole {@code id} fits. */
    public boolean matches(String id) {
        int[] characters = id.codePoints().toArray();
        int step = 0;
        int at = 0;
        // where to continue if a character does not fit: after the last *, which then matches one more character
        int stepAfterRun = -1;
        int runEnd = 0;
        while (at < characters.length) {
            if (step < steps.size() && steps.get(step).isRun()) {
                step++;
                stepAfterRun = step;
                runEnd = at;
            } else if (step < steps.size() && steps.get(step).fits().test(characters[at])) {
                step++;
                at++;
            } else if (stepAfterRun >= 0) {
                step = stepAfterRun;
                runEnd++;
                at = runEnd;
            } else {
                return false;
            }
        }
        return steps.subList(step, steps.size()).stream().allMatch(Step::isRun);
    }

    /** The pattern as written. */
    @Override
    public String toString() {
        return text;
    }
}
