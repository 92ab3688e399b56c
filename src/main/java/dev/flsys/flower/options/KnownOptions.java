package dev.flsys.flower.options;

import dev.flsys.flower.command.FixedArguments;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.problem.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The options of a script whose parser reported them. A parameter is refused only if the script would certainly refuse
 * it, or would certainly read another value from it.
 *
 * @param options all options, hidden ones included
 * @param strict whether the parser refuses every other option
 * @param abbreviations whether the parser accepts the beginning of an option's name
 * @param fixed the arguments of the start command
 * @param commands number of words in {@code fixed} that name a sub-command
 */
record KnownOptions(
        List<ReportedOption> options, boolean strict, boolean abbreviations, FixedArguments fixed, int commands)
        implements ScriptArguments {

    private static final int MAX_FAULTS = 5;

    KnownOptions {
        options = List.copyOf(options);
    }

    @Override
    public List<String> toArguments(StartParameters parameters) {
        List<String> words = new ArrayList<>();
        Map<ReportedOption, List<String>> positional = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        for (GivenParameter given : GivenParameter.of(parameters)) {
            try {
                Optional<OptionArguments> found = find(given.name());
                if (found.isEmpty()) {
                    requireStart(given.name());
                    words.addAll(unknown(given));
                    continue;
                }
                List<String> own = checkValues(given, found.get());
                if (found.get().option().isPositional()) {
                    positional.put(found.get().option(), own);
                } else {
                    words.addAll(own);
                }
            } catch (ParametersInvalid wrong) {
                faults.add(wrong.detail());
            }
        }
        List<String> inPlace = List.of();
        try {
            inPlace = positionalArguments(positional);
        } catch (ParametersInvalid wrong) {
            faults.add(wrong.detail());
        }
        if (!faults.isEmpty()) {
            throw new ParametersInvalid(faults.stream().limit(MAX_FAULTS).collect(Collectors.joining(" ")));
        }
        return inPlace.isEmpty() ? words : combine(words, inPlace);
    }

    private List<String> checkValues(GivenParameter given, OptionArguments found) {
        List<String> words = found.of(given);
        if (strict && given.truth() == null) {
            OptionValues.findFault(given.name(), found.option(), found.toTexts(given))
                    .ifPresent(fault -> {
                        throw new ParametersInvalid(fault);
                    });
        }
        return words;
    }

    /**
     * Joins options and positional words. The positional words come first, because a parser that meets options first
     * may give an optional word its default value. They come last, behind {@code --}, if the start command has options
     * whose values are not certain, or if a word looks like an option.
     */
    private List<String> combine(List<String> words, List<String> inPlace) {
        boolean behind = fixed.hasOptions() || inPlace.stream().anyMatch(word -> word.startsWith("-"));
        Stream<String> all = behind
                ? Stream.of(words, List.of("--"), inPlace).flatMap(List::stream)
                : Stream.of(inPlace, words).flatMap(List::stream);
        return all.toList();
    }

    /** The positional words in the order of the script. */
    private List<String> positionalArguments(Map<ReportedOption, List<String>> given) {
        List<ReportedOption> open = openPositionals();
        given.keySet().stream()
                .filter(option -> !open.contains(option))
                .findFirst()
                .ifPresent(option -> {
                    throw new ParametersInvalid("FLOWER_START_SCRIPT gives '" + option.dest() + "' already.");
                });
        List<String> words = new ArrayList<>();
        Optional<ReportedOption> missing = Optional.empty();
        for (ReportedOption option : open) {
            List<String> own = given.get(option);
            if (own == null) {
                missing = missing.or(() -> Optional.of(option));
            } else if (missing.isPresent()) {
                throw new ParametersInvalid(
                        "The script reads '" + missing.get().dest() + "' before '" + option.dest() + "': give both.");
            } else {
                words.addAll(own);
            }
        }
        return words;
    }

    /** The positional parameters to which the start command gives no word, in the order of the script. */
    List<ReportedOption> openPositionals() {
        int words = fixed.countPositional(this::countValues) - commands;
        List<ReportedOption> open = new ArrayList<>();
        for (ReportedOption option : options) {
            if (!option.isPositional()) {
                continue;
            }
            if (words <= 0) {
                open.add(option);
            } else {
                words -= option.readText("nargs").matches("[*+]") ? words : Math.max(1, option.words());
            }
        }
        return open;
    }

    private int countValues(String spelling) {
        return options.stream()
                .filter(option -> option.names().contains(spelling))
                .findFirst()
                .map(ReportedOption::words)
                .orElse(0);
    }

    /**
     * Refuses a name of {@code --help}, {@code -h} or {@code --version}. With such an option, the script would only
     * print a text and end with 0.
     */
    private void requireStart(String name) {
        String letters = ReportedOption.normalise(name);
        options.stream()
                .filter(ReportedOption::startsNothing)
                .flatMap(option -> option.names().stream())
                .filter(word -> ReportedOption.normalise(word).equals(letters))
                .findFirst()
                .ifPresent(word -> refuseStart(name, word));
    }

    private static void refuseStart(String name, String word) {
        throw new ParametersInvalid("'" + name + "' means " + word + ", which would not start a simulation.");
    }

    private List<String> unknown(GivenParameter given) {
        if (strict) {
            throw new ParametersInvalid(
                    "The script has no option '" + given.name() + "'." + NearestName.suggest(given.name(), names()));
        }
        if (Boolean.FALSE.equals(given.truth())) {
            throw new ParametersInvalid("The script's parser does not list the option '" + given.name()
                    + "', so it is not known how false is given to it. Leave it out, or send the text that the script"
                    + " reads, such as \"False\".");
        }
        return RunArguments.argumentsOf(given, "--" + given.name(), false, "false");
    }

    /** The option for a client's name; empty if there is none. */
    Optional<OptionArguments> find(String name) {
        String exact = "--" + name;
        String dashed = exact.replace('_', '-');
        String letters = ReportedOption.normalise(name);
        return findNamed(exact::equals)
                .or(() -> findNamed(dashed::equals))
                .or(() -> findNamed(word -> ReportedOption.normalise(word).equals(letters)))
                .or(() -> findPositional(letters))
                .or(() -> findByVariable(letters))
                .or(() -> findSynonym(name))
                .or(() -> findAbbreviated(name, exact, dashed));
    }

    private Optional<OptionArguments> findNamed(Predicate<String> wanted) {
        return options.stream()
                .filter(option -> !option.startsNothing())
                .flatMap(option -> option.names().stream()
                        .filter(wanted)
                        .sorted()
                        .map(word -> new OptionArguments(option, word, false, options)))
                .findFirst();
    }

    private Optional<OptionArguments> findPositional(String letters) {
        return options.stream()
                .filter(ReportedOption::isPositional)
                .filter(option -> Stream.of(option.dest(), option.readText("metavar"))
                        .anyMatch(name -> ReportedOption.normalise(name).equals(letters)))
                .findFirst()
                .map(option -> new OptionArguments(option, option.dest(), true, options));
    }

    /** The option that sets a variable of the script, which has another name: {@code --lr} sets {@code rate}. */
    private Optional<OptionArguments> findByVariable(String letters) {
        List<ReportedOption> setting = options.stream()
                .filter(option -> !option.names().isEmpty() && !option.startsNothing())
                .filter(option -> ReportedOption.normalise(option.dest()).equals(letters))
                .toList();
        boolean certain = setting.size() == 1 || setting.stream().allMatch(ReportedOption::isFlag);
        return certain
                ? setting.stream()
                        .findFirst()
                        .map(option -> new OptionArguments(option, option.spelling(), true, options))
                : Optional.empty();
    }

    /** The only option whose name is a synonym: {@code --num-rounds} for {@code rounds}. */
    private Optional<OptionArguments> findSynonym(String name) {
        List<ReportedOption> named = options.stream()
                .filter(option -> !option.names().isEmpty() && !option.startsNothing() && !option.isFlag())
                .toList();
        return ParameterSynonyms.findOnly(name, named, ReportedOption::names)
                .map(option -> new OptionArguments(option, option.spelling(), false, options));
    }

    private Optional<OptionArguments> findAbbreviated(String name, String exact, String dashed) {
        if (!abbreviations) {
            return Optional.empty();
        }
        List<OptionArguments> found = options.stream()
                .flatMap(option -> option.longNames().stream()
                        .filter(word -> word.startsWith(exact) || word.startsWith(dashed))
                        .limit(1)
                        .map(word -> new OptionArguments(option, word, false, options)))
                .toList();
        if (found.size() > 1) {
            throw new ParametersInvalid("'" + name + "' is the beginning of several options: "
                    + found.stream()
                            .map(each -> StartOption.nameOf(each.word()))
                            .collect(Collectors.joining(", "))
                    + ". Write one of them in full.");
        }
        found.stream()
                .filter(each -> each.option().startsNothing())
                .findFirst()
                .ifPresent(each -> refuseStart(name, each.word()));
        return found.stream().findFirst();
    }

    /** The names of the options as clients write them. */
    private List<String> names() {
        Stream<String> named =
                options.stream().filter(option -> !option.is("hidden")).flatMap(option -> option.names().stream());
        Stream<String> positional =
                options.stream().filter(ReportedOption::isPositional).map(ReportedOption::dest);
        return Stream.concat(named, positional)
                .filter(name -> name.startsWith("--") || !name.startsWith("-"))
                .map(StartOption::nameOf)
                .filter(StartParameters::isName)
                .distinct()
                .toList();
    }
}
