package dev.flsys.experiment;

import dev.flsys.flower.options.StartOption;
import dev.flsys.flower.options.StartOptions;
import dev.flsys.problem.NearestName;
import java.util.List;
import java.util.Optional;

/**
 * The option of the start script that gets the seed.
 *
 * @param name its name in the request
 */
record SeedOption(String name) {

    /**
     * The first seed if the request has none: the default of the option, or 0.
     *
     * @throws ExperimentProblem if the script certainly has no such option, or one that takes no whole number
     */
    long firstSeed(StartOptions options) {
        Optional<StartOption> option = findIn(options.parameters());
        boolean named =
                options.source() == StartOptions.Source.ARGPARSE || options.source() == StartOptions.Source.HELP;
        if (option.isEmpty() && named && !options.parameters().isEmpty()) {
            List<String> names =
                    options.parameters().stream().map(StartOption::name).toList();
            throw ExperimentProblem.refused(
                    "The script has no option for the seed '" + name + "'." + NearestName.suggest(name, names));
        }
        option.filter(found -> found.kind() == StartOption.Kind.FLAG || found.kind() == StartOption.Kind.CHOICE)
                .ifPresent(found -> {
                    throw ExperimentProblem.refused(
                            "The option '" + name + "' takes no whole number, so it cannot be the seed.");
                });
        return option.map(StartOption::defaultValue)
                .filter(value -> value.isIntegralNumber() && value.canConvertToInt())
                .map(value -> value.longValue())
                .orElse(0L);
    }

    /**
     * The option of that name, or the only option whose last part is the name, as Flower apps and Hydra resolve names.
     */
    private Optional<StartOption> findIn(List<StartOption> options) {
        String wanted = name.replace('.', '_').replace('-', '_');
        Optional<StartOption> exact = options.stream()
                .filter(option -> option.name().replace('.', '_').equals(wanted))
                .findFirst();
        if (exact.isPresent()) {
            return exact;
        }
        List<StartOption> ending = options.stream()
                .filter(option -> option.option().endsWith("." + name))
                .toList();
        return ending.size() == 1 ? Optional.of(ending.get(0)) : Optional.empty();
    }
}
