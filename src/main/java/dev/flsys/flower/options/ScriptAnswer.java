package dev.flsys.flower.options;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a script that was asked for its options.
 *
 * @param arguments makes its arguments
 * @param offered the options that a form can offer, or the reason why there are none
 * @param wasAsked whether the script was run for the answer
 */
public record ScriptAnswer(ScriptArguments arguments, StartOptions offered, boolean wasAsked) {

    /** The answer of a script that ran and reported nothing. */
    public static ScriptAnswer unknown(String command, String reason) {
        return unreported(OptionSpelling.UNKNOWN, command, reason);
    }

    /** The answer for a script whose help text shows only the spelling of its options. */
    static ScriptAnswer unreported(OptionSpelling spelling, String command, String reason) {
        return new ScriptAnswer(
                new UnreportedOptions(spelling, reason, null, Set.of()), StartOptions.none(command, reason), true);
    }

    /** The answer for a script whose arguments OmegaConf reads. */
    static ScriptAnswer ofDotlist(String command) {
        return new ScriptAnswer(
                new DotlistArguments(),
                StartOptions.none(
                        command,
                        "The script reads its arguments as KEY=VALUE (OmegaConf), and its keys are not known."),
                false);
    }

    /** The answer for a script that is not run for its options. */
    public static ScriptAnswer notAsked(String command, String reason) {
        return notAsked(command, reason, null, Set.of());
    }

    /**
     * @param ignored the reason why the script reads no arguments at all; null if it may read them
     * @param variables the variables of the environment that such a script reads
     */
    static ScriptAnswer notAsked(String command, String reason, @Nullable String ignored, Set<String> variables) {
        UnreportedOptions options = new UnreportedOptions(OptionSpelling.UNKNOWN, null, ignored, variables);
        return new ScriptAnswer(options, StartOptions.none(command, reason), false);
    }

    public boolean isKnown() {
        return offered.source() != StartOptions.Source.NONE;
    }
}
