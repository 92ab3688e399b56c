package dev.flsys.flower.options;

import java.util.Optional;

/**
 * The answer of a script that was asked for its options.
 *
 * @param spelling the spelling of its options
 * @param offered the options that a form can offer, or the reason why there are none
 * @param wasAsked whether the script was run for the answer
 * @param known all options of the script, if it certainly takes no others
 */
public record ScriptAnswer(
        OptionSpelling spelling, StartOptions offered, boolean wasAsked, Optional<KnownOptions> known) {

    /** The answer of a script that ran and reported nothing. */
    public static ScriptAnswer unknown(String command, String reason) {
        return unreported(OptionSpelling.UNKNOWN, command, reason);
    }

    /** The answer of a script of which only the spelling of its options is known, from its help text. */
    static ScriptAnswer unreported(OptionSpelling spelling, String command, String reason) {
        return new ScriptAnswer(spelling, StartOptions.none(command, reason), true, Optional.empty());
    }

    /** The answer for a script that is not run for its options. */
    public static ScriptAnswer notAsked(String command, String reason) {
        return new ScriptAnswer(OptionSpelling.UNKNOWN, StartOptions.none(command, reason), false, Optional.empty());
    }

    public boolean isKnown() {
        return offered.source() != StartOptions.Source.NONE;
    }
}
