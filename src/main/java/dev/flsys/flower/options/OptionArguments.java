package dev.flsys.flower.options;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.flsys.flower.command.ParametersInvalid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The words of one option for a client's value. A boolean is converted to words that give the script's variable this
 * value. If there are none, it is refused.
 *
 * @param option the option
 * @param word its spelling
 * @param byValue whether the client named the script's variable, not the option
 * @param all all options of the script
 */
record OptionArguments(ReportedOption option, String word, boolean byValue, List<ReportedOption> all) {

    private static final int MAX_REPEATED = 20;

    /**
     * The words for a parameter; none if the default value means the same.
     *
     * @throws ParametersInvalid if the option cannot have the value
     */
    List<String> of(GivenParameter given) {
        Boolean asked = given.asked();
        if (option.isSwitch()) {
            boolean on = require(given, asked) != (!byValue && option.offs().contains(word));
            return List.of(on ? findTrueWord() : option.offs().get(0));
        }
        if (option.isCount() && given.values().size() == 1) {
            return repeatOption(given, given.values().get(0).text());
        }
        if (option.isFlag()) {
            return flagArguments(given, require(given, asked));
        }
        return given.truth() == null ? withValues(toTexts(given)) : booleanArguments(given.name(), given.truth());
    }

    private static boolean require(GivenParameter given, @Nullable Boolean asked) {
        if (asked == null) {
            throw new ParametersInvalid(
                    "The option '" + given.name() + "' is a switch and takes no value: give true, not "
                            + OptionValues.shorten(given.values().get(0).text()) + ".");
        }
        return asked;
    }

    private String findTrueWord() {
        return option.names().stream()
                .filter(name -> !option.offs().contains(name))
                .reduce((one, other) -> one.startsWith("--") ? one : other)
                .orElse(word);
    }

    private List<String> repeatOption(GivenParameter given, String text) {
        int times = text.matches("\\d{1,2}") ? Integer.parseInt(text) : MAX_REPEATED + 1;
        return times <= MAX_REPEATED
                ? Collections.nCopies(times, word)
                : flagArguments(given, require(given, given.asked()));
    }

    private List<String> flagArguments(GivenParameter given, boolean asked) {
        JsonNode constant = option.json().path("const");
        if (!constant.isBoolean()) {
            boolean omitted = !asked && !isDefault(constant);
            return asked ? List.of(word) : omitted ? List.of() : refuseFlag(given.name(), false);
        }
        boolean literal = byValue || option.isNamedAsItsValue(word);
        boolean wanted = literal ? asked : asked == constant.booleanValue();
        if (wanted == constant.booleanValue()) {
            return List.of(word);
        }
        if (BooleanWords.of(option.json().path("default")) == wanted) {
            return List.of();
        }
        BooleanNode other = BooleanNode.valueOf(wanted);
        return all.stream()
                .filter(each -> each.isFlag() && each.dest().equals(option.dest()))
                .filter(each -> each.json().path("const").equals(other))
                .findFirst()
                .map(each -> List.of(each.spelling()))
                .orElseGet(() -> refuseFlag(given.name(), asked));
    }

    private boolean isDefault(JsonNode constant) {
        JsonNode defaultValue = option.json().path("default");
        return !defaultValue.isNull() && !defaultValue.isMissingNode() && defaultValue.equals(constant);
    }

    private static List<String> refuseFlag(String name, boolean asked) {
        throw new ParametersInvalid("The option '" + name + "' cannot be " + asked + ": the script has " + !asked
                + " by default and no option that changes it. Leave the parameter out, or add such an option to the"
                + " script (action=argparse.BooleanOptionalAction).");
    }

    /** The words for a boolean that is given to an option with values. */
    private List<String> booleanArguments(String name, boolean asked) {
        JsonNode defaultValue = option.json().path("default");
        Optional<String> text = option.findSpelling(asked).or(() -> findChoice(asked));
        if (text.isPresent()) {
            return withValues(List.of(text.get()));
        }
        if (defaultValue.isBoolean() && defaultValue.booleanValue() == asked) {
            return List.of();
        }
        boolean bare = option.readText("nargs").equals("?") && !option.isPositional();
        if (bare && option.json().hasNonNull("const")) {
            return asked ? List.of(word) : !BooleanWords.of(defaultValue) ? List.of() : refuseFlag(name, false);
        }
        if (defaultValue.isBoolean()) {
            throw new ParametersInvalid(
                    "The option '" + name + "' cannot be " + asked + ": it has no type in the script,"
                            + " so the script gets a text, and every text but the empty one, 'False' too, counts as true. Add"
                            + " action=argparse.BooleanOptionalAction to the option in the script.");
        }
        throw new ParametersInvalid("The option '" + name + "' needs a value: it is no switch. It takes "
                + OptionValues.describeKind(option) + ", not " + asked + ".");
    }

    private Optional<String> findChoice(boolean asked) {
        return BooleanWords.findIn(option.readTexts("choices"), asked)
                .filter(found ->
                        BooleanWords.findIn(option.readTexts("choices"), !asked).isPresent());
    }

    /** The values as the script reads them. */
    List<String> toTexts(GivenParameter given) {
        return given.values().stream()
                .map(value -> toText(given.name(), value.text()))
                .toList();
    }

    /**
     * The text for the script. A text that means true or false becomes the script's own text for this value, because
     * {@code bool("False")} is true in Python.
     */
    private String toText(String name, String text) {
        if (option.readTexts("choices").contains(text)) {
            return text;
        }
        Optional<Boolean> meant = BooleanWords.of(text);
        Optional<String> spelled = meant.flatMap(option::findSpelling).or(() -> meant.flatMap(this::findChoice));
        if (spelled.isEmpty() && option.readText("type").equals("bool") && !text.isEmpty()) {
            throw new ParametersInvalid(
                    "The option '" + name + "' takes true or false, not " + OptionValues.shorten(text) + ".");
        }
        return spelled.orElse(text);
    }

    private List<String> withValues(List<String> texts) {
        if (option.isPositional()) {
            return texts;
        }
        if (texts.size() > 1 && option.takesOne()) {
            throw new ParametersInvalid("The option '" + StartOption.nameOf(word) + "' takes one value, not a list of "
                    + texts.size() + ".");
        }
        boolean joined = texts.stream().anyMatch(RunArguments::looksLikeOption);
        if (option.takesSeveral() && joined && texts.size() > 1) {
            throw new ParametersInvalid("The option '" + StartOption.nameOf(word)
                    + "' takes several words, none of which may begin with a dash.");
        }
        List<String> words = new ArrayList<>();
        if (option.takesSeveral() && !joined) {
            words.add(word);
            words.addAll(texts);
            return words;
        }
        texts.forEach(text -> RunArguments.addOne(words, word, text));
        return words;
    }
}
