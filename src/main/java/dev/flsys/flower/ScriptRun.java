package dev.flsys.flower;

import dev.flsys.process.ExitStatus;
import dev.flsys.process.Launch;
import java.util.List;

/**
 * A run of a script or another program, which is only its process.
 *
 * @param mayIgnoreParameters whether it may not read all parameters
 * @param trapsItself whether it is a shell script whose trap at its end sends a signal to the script, too
 */
record ScriptRun(Launch launch, List<String> warnings, boolean mayIgnoreParameters, boolean trapsItself)
        implements PreparedRun {

    ScriptRun(Launch launch) {
        this(launch, List.of(), false, false);
    }

    /** A trap that handles the signal which it sends calls itself until the shell has no stack left. */
    @Override
    public boolean mayHaveEndedItself(ExitStatus status) {
        return status.isTermination() || (trapsItself && status.isCrash());
    }
}
