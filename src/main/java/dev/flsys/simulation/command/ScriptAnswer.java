package dev.flsys.simulation.command;

/**
 * What a script told when it was asked for its options.
 *
 * @param spelling how it spells them
 * @param offered what a form can offer of them, or why there is nothing
 * @param wasAsked whether it was run for that
 */
record ScriptAnswer(ScriptOptions spelling, StartOptions offered, boolean wasAsked) {

    ScriptAnswer(ScriptOptions spelling, StartOptions offered) {
        this(spelling, offered, true);
    }

    /** A script that does not tell. */
    static ScriptAnswer unknown(String command, String reason) {
        return new ScriptAnswer(ScriptOptions.UNKNOWN, StartOptions.none(command, reason));
    }

    /** A script that is not run for its options. */
    static ScriptAnswer notAsked(String command, String reason) {
        return new ScriptAnswer(ScriptOptions.UNKNOWN, StartOptions.none(command, reason), false);
    }

    boolean isKnown() {
        return !spelling.equals(ScriptOptions.UNKNOWN);
    }
}
