package dev.flsys.experiment;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The grid of an experiment. A setting is one choice of a value for each parameter. Settings are numbered from 0; the
 * last parameter changes fastest. Cell {@code setting * repeats + repeat} is one run of a setting.
 *
 * @param parameters an object; a list has the values of that parameter, any other value is the same for all runs.
 *     Without the parameter {@code seed}
 * @param repeats runs of each setting, at least 1
 * @param seed the parameter that gets {@code firstSeed} plus the number of the repeat; null for none
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
record Grid(
        ObjectNode parameters,
        int repeats,
        @Nullable String seed,
        @JsonProperty("first_seed") long firstSeed) {

    /** The most runs of an experiment. */
    static final int MAX = 1_000;

    /** The names of the parameters with a list of values. */
    List<String> varied() {
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, JsonNode> each : parameters.properties()) {
            if (each.getValue().isArray()) {
                names.add(each.getKey());
            }
        }
        return names;
    }

    /** Number of settings. */
    int settings() {
        int settings = 1;
        for (JsonNode each : parameters) {
            settings *= each.isArray() ? each.size() : 1;
        }
        return settings;
    }

    /** Number of runs. */
    int runs() {
        return settings() * repeats;
    }

    int settingOf(int cell) {
        return cell / repeats;
    }

    int repeatOf(int cell) {
        return cell % repeats;
    }

    /** The values of the {@linkplain #varied() varied} parameters in a setting. */
    ObjectNode variedIn(int setting) {
        ObjectNode values = parameters.objectNode();
        List<String> names = varied();
        int rest = setting;
        for (int i = names.size() - 1; i >= 0; i--) {
            JsonNode all = parameters.get(names.get(i));
            values.set(names.get(i), all.get(rest % all.size()));
            rest /= all.size();
        }
        ObjectNode ordered = parameters.objectNode();
        names.forEach(name -> ordered.set(name, values.get(name)));
        return ordered;
    }

    /** The seed of a cell; null without a seed parameter. */
    @Nullable Long seedOf(int cell) {
        return seed == null ? null : firstSeed + repeatOf(cell);
    }

    /** The parameters of a run, as a single start takes them. */
    ObjectNode parametersOf(int cell) {
        ObjectNode values = parameters.objectNode();
        ObjectNode chosen = variedIn(settingOf(cell));
        for (Map.Entry<String, JsonNode> each : parameters.properties()) {
            values.set(each.getKey(), chosen.has(each.getKey()) ? chosen.get(each.getKey()) : each.getValue());
        }
        Long own = seedOf(cell);
        if (seed != null && own != null) {
            values.put(seed, own.longValue());
        }
        return values;
    }
}
