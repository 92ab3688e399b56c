package dev.flsys.model.catalog;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name with a round of federated training: {@code LeNet_round_7}, {@code round-7-weights},
 * {@code global_model_round7}. Epochs are not rounds.
 *
 * @param series the name without the round, the same for all rounds of a run
 * @param round the number
 */
public record RoundName(String series, int round) {

    private static final Pattern ROUND = Pattern.compile(
            "(?:(?<!\\p{L})(?:(?i:round|rnd))|(?<=\\p{Ll})R(?:ound|nd))[_\\-=. ]?(\\d{1,6})(?![\\p{L}\\d])");

    private static final Pattern MAY_HAVE_ROUND = Pattern.compile("(?i)nd.?\\d");

    /** A measured value in the name differs in each round: {@code model_round_3_acc_0.91}. */
    private static final Pattern MEASURED = Pattern.compile(
            "(?i)[_\\- ]*(?<!\\p{L})(?:val[_\\-]?)?(?:acc|accuracy|loss|f1|auc)[_\\-=]?\\d+(?:\\.\\d+)?");

    /** The last round in {@code name}; empty if it has none. */
    public static Optional<RoundName> of(String name) {
        if (!MAY_HAVE_ROUND.matcher(name).find()) {
            return Optional.empty();
        }
        MatchResult last = null;
        Matcher matcher = ROUND.matcher(name);
        while (matcher.find()) {
            last = matcher.toMatchResult();
        }
        if (last == null) {
            return Optional.empty();
        }
        String before = name.substring(0, last.start()).replaceFirst("[_\\-=. ]+$", "");
        String after =
                MEASURED.matcher(name.substring(last.end())).replaceAll("").replaceFirst("^[_\\-=. ]+", "");
        String series = before.isEmpty() || after.isEmpty() ? before + after : before + "_" + after;
        return Optional.of(new RoundName(series.isEmpty() ? "round" : series, Integer.parseInt(last.group(1))));
    }

    /** The name without its round, or the name. */
    static String seriesOf(String name) {
        return of(name).map(RoundName::series).orElse(name);
    }
}
