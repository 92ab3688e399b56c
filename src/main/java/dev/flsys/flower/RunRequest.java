package dev.flsys.flower;

import dev.flsys.flower.command.StartParameters;
import java.nio.file.Path;

/**
 * A simulation that is to be prepared.
 *
 * @param marker the marker of its processes, see {@link dev.flsys.process.Launch}
 * @param folder the simulation's own folder
 */
public record RunRequest(StartParameters parameters, String marker, Path folder) {}
