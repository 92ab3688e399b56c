package dev.flsys.flower.options;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartParameters;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A value of a client as TOML, of the type that the Flower app's own value of the key has. */
final class RunConfigValue {

    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,18}");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d{1,3})?");

    private RunConfigValue() {}

    /**
     * The value as TOML.
     *
     * @param values none for {@code true}
     * @param declared the app's own value; empty if it is unknown
     * @throws ParametersInvalid if the value does not have the type of the app's value
     */
    static String toToml(String name, List<StartParameters.Value> values, Optional<JsonNode> declared) {
        if (values.size() > 1) {
            throw new ParametersInvalid("A run config of Flower takes no lists: " + name);
        }
        StartParameters.Value value = values.isEmpty() ? new StartParameters.Value("true", false) : values.get(0);
        String text = value.text();
        JsonNode own = declared.orElse(null);
        if (own != null && own.isBoolean()) {
            String flag = text.toLowerCase(Locale.ROOT);
            if (!flag.equals("true") && !flag.equals("false")) {
                throw wrong(name, "true or false", text);
            }
            return flag;
        }
        if (own != null && own.isNumber()) {
            return formatNumber(name, text, own.isFloatingPointNumber());
        }
        // A number for a key whose default is a text becomes a text.
        return value.quoted() || (own != null && own.isTextual()) ? RunConfig.quote(text) : text;
    }

    /**
     * {@code false} as TOML; empty if the app's own value is {@code false} already.
     *
     * @throws ParametersInvalid if the key takes other values than true and false
     */
    static Optional<String> formatOff(String name, Optional<JsonNode> declared) {
        if (declared.isEmpty()) {
            return Optional.of("false");
        }
        if (!declared.get().isBoolean()) {
            throw wrong(name, declared.get().isNumber() ? "a number" : "a text", "false");
        }
        return declared.get().booleanValue() ? Optional.of("false") : Optional.empty();
    }

    private static String formatNumber(String name, String text, boolean fraction) {
        String number = text.strip();
        if (WHOLE.matcher(number).matches()) {
            return fraction ? number + ".0" : number;
        }
        if (!NUMBER.matcher(number).matches()) {
            throw wrong(name, "a number", text);
        }
        String digits = number.matches("[+-]?\\..*") ? number.replaceFirst("\\.", "0.") : number;
        return digits.replaceFirst("\\.(?=[eE]|$)", ".0");
    }

    private static ParametersInvalid wrong(String name, String takes, String text) {
        String shown = text.length() <= 60 ? text : text.substring(0, 60) + "…";
        return new ParametersInvalid(
                "'" + name + "' of the Flower app's run config takes " + takes + ", not '" + shown + "'.");
    }
}
