package dev.flsys.flower.options;

import java.util.Optional;

/**
 * What a script told when it was asked for its options.
 *
 * @param spelling how it spells them
 * @param offered what a form can offer of them, or why there is nothing
 * @param wasAsked whether it was run for that
 * @param known all its options, if it is certain that it takes no others
 */
public record ScriptAnswer(
        ScriptOptions spelling, StartOptions offered, boolean wasAsked, Optional<KnownOptions> known) {

    public ScriptAnswer(ScriptOptions spelling, StartOptions offered) {
        this(spelling, offered, true, Optional.empty());
    }

    /** A script that does not tell. */
    public static ScriptAnswer unknown(String command, String reason) {
        return new ScriptAnswer(ScriptOptions.UNKNOWN, StartOptions.none(command, reason));
    }

    /** A script that is not run for its options. */
    public static ScriptAnswer notAsked(String command, String reason) {
        return new ScriptAnswer(ScriptOptions.UNKNOWN, StartOptions.none(command, reason), false, Optional.empty());
    }

    public boolean isKnown() {
        return !spelling.equals(ScriptOptions.UNKNOWN);
    }
}
