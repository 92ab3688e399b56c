package dev.flsys.flower.options;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that a simulation can be started with. Unknown fields are left out of the JSON.
 *
 * @param command FLOWER_START_SCRIPT, as a line for people
 * @param source the source of the parameters
 * @param description the script's description of itself, in one line
 * @param parameters in the order of the script, at most {@value #MAX}
 * @param reason one sentence: why there are no parameters, or the words that the script needs in its command
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StartOptions(
        String command,
        Source source,
        @Nullable String description,
        List<StartOption> parameters,
        @Nullable String reason) {

    static final int MAX = 200;

    public StartOptions {
        parameters = List.copyOf(parameters.subList(0, Math.min(MAX, parameters.size())));
    }

    /** The source of parameters. */
    public enum Source {
        /** The script's parser of argparse. */
        @JsonProperty("argparse")
        ARGPARSE,
        /** The script's parser of another library, such as click, typer, docopt or tyro. */
        @JsonProperty("help")
        HELP,
        /** The configuration of a program of Hydra. */
        @JsonProperty("hydra")
        HYDRA,
        /** The text of a shell script: its own options and variables. */
        @JsonProperty("shell")
        SHELL,
        /** {@code [tool.flwr.app.config]} of the Flower app. */
        @JsonProperty("pyproject")
        PYPROJECT,
        /** No parameters. */
        @JsonProperty("none")
        NONE
    }

    /** The same options of another command. */
    public StartOptions of(String other) {
        return new StartOptions(other, source, description, parameters, reason);
    }

    /** These options without the options that are {@code variables} of the environment. */
    public StartOptions without(Set<String> variables) {
        List<StartOption> others = parameters.stream()
                .filter(option -> !variables.contains(option.option()))
                .toList();
        return new StartOptions(command, source, description, others, reason);
    }

    public static StartOptions none(String command, String reason) {
        return new StartOptions(command, Source.NONE, null, List.of(), reason);
    }
}
