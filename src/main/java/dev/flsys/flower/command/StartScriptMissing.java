package dev.flsys.flower.command;

import dev.flsys.problem.Problem;

/** The problem that FLOWER_START_SCRIPT names no script or program that exists now (409). */
public final class StartScriptMissing extends Problem {

    /**
     * @param command FLOWER_START_SCRIPT without absolute paths
     * @param reason one sentence; it may have the remedy
     */
    public StartScriptMissing(String command, String reason) {
        super(
                409,
                "No start script",
                "FLOWER_START_SCRIPT is '" + command + "'. " + reason
                        + (hasRemedy(reason) ? "" : " Add it, or change FLOWER_START_SCRIPT and restart FLSys."));
    }

    private static boolean hasRemedy(String reason) {
        return reason.contains("FLOWER_START_SCRIPT=") || reason.contains("chmod +x");
    }
}
