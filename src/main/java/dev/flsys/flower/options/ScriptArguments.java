package dev.flsys.flower.options;

import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartParameters;
import java.util.List;
import java.util.Map;

/** The parameters of a client as arguments of a start script. */
public interface ScriptArguments {

    /**
     * The words after the start command. Each value is one word, with any characters.
     *
     * @throws ParametersInvalid if the script does not take the parameters, or if a value cannot be given to it
     */
    List<String> toArguments(StartParameters parameters);

    /** The variables of the environment in which the script reads parameters. */
    default Map<String, String> toEnvironment(StartParameters parameters) {
        return Map.of();
    }

    /** One sentence about the parameters that the script does not read; empty if it may read all of them. */
    default List<String> listWarnings(StartParameters parameters) {
        return List.of();
    }
}
