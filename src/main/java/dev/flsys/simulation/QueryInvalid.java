package dev.flsys.simulation;

import dev.flsys.problem.Problem;

/** A parameter of a query is not what it has to be (400). */
final class QueryInvalid extends Problem {

    private QueryInvalid(String detail) {
        super(400, "Bad Request", detail);
    }

    /**
     * A number of a query.
     *
     * @throws QueryInvalid if {@code text} is none from {@code min} to {@code max}
     */
    static long number(String name, String text, long min, long max) {
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // told below, as for a number out of range
        }
        String range = max == Long.MAX_VALUE ? "from " + min : "from " + min + " to " + max;
        throw new QueryInvalid("'" + name + "' is a whole number " + range + ".");
    }
}
