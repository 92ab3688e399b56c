package dev.flsys.flower;

import dev.flsys.flower.command.StartParameters;
import java.nio.file.Path;

/**
 * A simulation to prepare.
 *
 * @param parameters what it was asked to run with
 * @param marker what its processes are recognised by, see {@link dev.flsys.process.Launch}
 * @param folder the folder that is its own
 */
public record Order(StartParameters parameters, String marker, Path folder) {}
