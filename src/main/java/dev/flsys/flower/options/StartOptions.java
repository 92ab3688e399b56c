package dev.flsys.flower.options;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation can be started with. What is not known is left out.
 *
 * @param command FLOWER_START_SCRIPT, as a line for people
 * @param source where the parameters were read
 * @param description what the script says of itself, in one line
 * @param parameters in the order of the script, at most {@value #MOST}
 * @param reason why there are none, or what else the script needs that no parameter can give; one sentence
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StartOptions(
        String command,
        Source source,
        @Nullable String description,
        List<StartOption> parameters,
        @Nullable String reason) {

    static final int MOST = 200;

    public StartOptions {
        parameters = List.copyOf(parameters.subList(0, Math.min(MOST, parameters.size())));
    }

    /** Where parameters were read. */
    public enum Source {
        /** In the script's parser itself. */
        @JsonProperty("argparse")
        ARGPARSE,
        /** In the text of the script's help, as far as it can be understood. */
        @JsonProperty("help")
        HELP,
        /** In {@code [tool.flwr.app.config]} of the Flower app. */
        @JsonProperty("pyproject")
        PYPROJECT,
        /** Nowhere. */
        @JsonProperty("none")
        NONE
    }

    public static StartOptions none(String command, String reason) {
        return new StartOptions(command, Source.NONE, null, List.of(), reason);
    }
}
