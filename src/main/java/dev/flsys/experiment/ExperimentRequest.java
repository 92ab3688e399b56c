package dev.flsys.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.observer.RunSettings;
import dev.flsys.problem.NearestName;
import dev.flsys.simulation.list.RunLabels;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The checked body of a start of an experiment.
 *
 * @param name at most 200 characters without control characters
 * @param parameters without the parameter {@code seed}, see {@link Grid#parameters}
 * @param seed the parameter that is counted up; null for none
 * @param firstSeed its first value; null if the request has none
 */
record ExperimentRequest(
        String name,
        ObjectNode parameters,
        int repeats,
        @Nullable String seed,
        @Nullable Long firstSeed) {

    private static final List<String> MEMBERS = List.of("name", "parameters", "repeats", "seed");
    /** Longest text of all parameters: each run keeps a copy. */
    private static final int MAX_TEXT = 65_536;
    /** Seeds beyond this are not exact in every language. */
    private static final long MAX_SEED = 1L << 53;

    /**
     * Reads a body.
     *
     * @throws ExperimentProblem if it is no object, a member is unknown or refused, or the grid has too many runs
     * @throws dev.flsys.flower.command.ParametersInvalid if no simulation takes such a name or value
     * @throws dev.flsys.problem.Problem if the name is refused
     */
    static ExperimentRequest read(@Nullable JsonNode body) {
        if (body == null || !body.isObject()) {
            throw ExperimentProblem.refused("The body is an object such as {\"name\":\"rates\",\"parameters\":"
                    + "{\"learning_rate\":[0.01,0.1],\"rounds\":10},\"repeats\":3,\"seed\":\"seed\"}.");
        }
        body.fieldNames().forEachRemaining(member -> {
            if (!MEMBERS.contains(member)) {
                throw ExperimentProblem.refused(
                        "The body has a member that is unknown." + NearestName.suggest(member, MEMBERS));
            }
        });
        String name = name(body.get("name"));
        int repeats = parseRepeats(body.get("repeats"));
        String seed = seed(body.get("seed"));
        ObjectNode parameters = JsonNodeFactory.instance.objectNode();
        Long firstSeed = null;
        BigInteger runs = BigInteger.valueOf(repeats);
        StringBuilder product = new StringBuilder();
        for (Map.Entry<String, JsonNode> each :
                parseParameters(body.get("parameters")).properties()) {
            if (seed != null && each.getKey().equals(seed)) {
                firstSeed = parseFirstSeed(seed, each.getValue());
                continue;
            }
            if (each.getKey().equals(RunSettings.MEMBER)) {
                var unused = RunSettings.Start.of(body.get("parameters"));
            } else if (each.getValue().isArray()) {
                requireDistinct(each.getKey(), each.getValue());
                runs = runs.multiply(BigInteger.valueOf(each.getValue().size()));
                product.append(each.getValue().size()).append(" x ");
            } else {
                requireSingle(each.getKey(), each.getValue());
            }
            parameters.set(each.getKey(), each.getValue());
        }
        if (runs.compareTo(BigInteger.valueOf(Grid.MAX)) > 0) {
            throw ExperimentProblem.refused(
                    "The grid has " + runs + " runs (" + product + repeats + " repeats); at most " + Grid.MAX
                            + " are accepted. Leave values out, or make several experiments.");
        }
        return new ExperimentRequest(name, parameters, repeats, seed, firstSeed);
    }

    /** The grid with the seed that the request has, or else with {@code usualSeed}. */
    Grid grid(long usualSeed) {
        return new Grid(parameters, repeats, seed, firstSeed == null ? usualSeed : firstSeed);
    }

    private static String name(@Nullable JsonNode name) {
        String text = name == null
                ? null
                : RunLabels.NONE
                        .patched(JsonNodeFactory.instance.objectNode().set("name", name))
                        .name();
        if (text == null) {
            throw ExperimentProblem.refused("'name' is a text of at least one character.");
        }
        return text;
    }

    private static int parseRepeats(@Nullable JsonNode repeats) {
        if (repeats == null || repeats.isNull()) {
            return 1;
        }
        if (!repeats.isIntegralNumber()
                || !repeats.canConvertToInt()
                || repeats.intValue() < 1
                || repeats.intValue() > Grid.MAX) {
            throw ExperimentProblem.refused("'repeats' is a whole number from 1 to " + Grid.MAX + ".");
        }
        return repeats.intValue();
    }

    private static @Nullable String seed(@Nullable JsonNode seed) {
        if (seed == null || seed.isNull()) {
            return null;
        }
        if (!seed.isTextual() || !StartParameters.isName(seed.textValue())) {
            throw ExperimentProblem.refused("'seed' is the name of a parameter: letters, digits, _ and dots.");
        }
        return seed.textValue();
    }

    private static long parseFirstSeed(String name, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToLong() || Math.abs(value.longValue()) > MAX_SEED) {
            throw ExperimentProblem.refused(
                    "'" + name + "' is counted up in the repeats: its value in 'parameters' is one whole number, the"
                            + " first seed, or left out.");
        }
        return value.longValue();
    }

    private static ObjectNode parseParameters(@Nullable JsonNode parameters) {
        if (!(parameters instanceof ObjectNode found)) {
            throw ExperimentProblem.refused(
                    "'parameters' is an object: a value for all runs, or a list of values, by the name of the option.");
        }
        if (found.toString().length() > MAX_TEXT) {
            throw ExperimentProblem.refused("'parameters' has more than " + MAX_TEXT + " characters.");
        }
        return found;
    }

    private static void requireDistinct(String name, JsonNode values) {
        if (values.isEmpty()) {
            throw ExperimentProblem.refused("The list of " + shorten(name) + " is empty.");
        }
        if (values.size() > Grid.MAX) {
            throw ExperimentProblem.refused("The list of " + shorten(name) + " has " + values.size()
                    + " values; at most " + Grid.MAX + " runs are accepted.");
        }
        Set<BigDecimal> numbers = new HashSet<>();
        Set<String> texts = new HashSet<>();
        for (JsonNode value : values) {
            if (value.isNull()) {
                throw ExperimentProblem.refused("A value of " + shorten(name) + " is null.");
            }
            requireSingle(name, value);
            boolean newText = texts.add(value.asText());
            boolean newNumber =
                    !value.isNumber() || numbers.add(value.decimalValue().stripTrailingZeros());
            if (!newText || !newNumber) {
                throw ExperimentProblem.refused(
                        "The list of " + shorten(name) + " has " + shorten(value.asText()) + " twice.");
            }
        }
    }

    /** Requires a value that a single start takes, and no list. */
    private static void requireSingle(String name, JsonNode value) {
        if (value.isContainerNode()) {
            throw ExperimentProblem.refused("A value of " + shorten(name)
                    + " is itself a list or an object. An experiment takes texts, numbers, true and false.");
        }
        var unused = StartParameters.read(JsonNodeFactory.instance.objectNode().set(name, value));
    }

    private static String shorten(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() > 64 ? plain.substring(0, 64) + "..." : plain;
    }
}
