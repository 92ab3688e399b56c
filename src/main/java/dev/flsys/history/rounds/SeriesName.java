package dev.flsys.history.rounds;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name of a series, with its kind and its data set.
 *
 * @param value the name as clients see it, such as {@code centralized_accuracy}
 * @param scope the data that the series was measured on
 */
public record SeriesName(String value, Kind kind, Scope scope) {

    enum Kind {
        ACCURACY,
        LOSS,
        OTHER
    }

    /**
     * The data that a series was measured on, in the order of preference. A researcher asks how good the global model
     * is on unseen data. Evaluation by the server on its own data answers this best, training values worst.
     */
    public enum Scope {
        /** {@code accuracies} and {@code losses}, which the Flask backend served. */
        CONTRACT,
        /** Evaluated by the server: {@code losses_centralized}, {@code server_accuracy}, {@code global_loss}. */
        CENTRALIZED,
        /** {@code test_acc}. */
        TEST,
        /** {@code eval_accuracy}, {@code evaluate_loss}. */
        EVALUATION,
        /** {@code val_loss}. */
        VALIDATION,
        /** Evaluated by the clients and aggregated: {@code losses_distributed}, {@code federated_accuracy}. */
        DISTRIBUTED,
        /** {@code accuracy}, {@code acc}, {@code loss} alone. Keras writes training values like this. */
        PLAIN,
        /** {@code train_loss}, {@code accuracy_distributed_fit}. */
        TRAIN,
        /** A series of one client or class, or a statistic: {@code loss_std}, {@code client_3_accuracy}. */
        PART
    }

    private static final Pattern CAPITAL = Pattern.compile("(\\p{Ll})(\\p{Lu})");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private static final Set<String> ACCURACY = Set.of("accuracy", "accuracies", "acc", "accs");
    private static final Set<String> LOSS = Set.of("loss", "losses", "logloss");
    private static final Set<String> WRAPPERS =
            Set.of("history training_history hist metrics result results rounds data log logs records".split(" "));

    /** Keys of these words alone, such as {@code round_res}, only wrap a history. */
    private static final Set<String> WRAPPER_WORDS = Set.of(
            ("history hist histories metrics metric result results res rounds round per list data log logs record records "
                            + "all stats fl")
                    .split(" "));

    /** Words beside which {@code loss} is the name of a function. */
    private static final Set<String> FUNCTION =
            Set.of("fn", "func", "function", "type", "name", "criterion", "weights", "weight");

    private static final Set<String> TRAIN = Set.of("train", "training", "fit");
    private static final Set<String> PART =
            Set.of(("client clients class classes label labels partition partitions node nodes layer "
                            + "layers std stddev var variance min max best per cid")
                    .split(" "));
    private static final Set<String> CENTRALIZED =
            Set.of("centralized", "centralised", "central", "server", "serverapp", "global");
    private static final Set<String> TEST = Set.of("test", "testing");
    private static final Set<String> EVALUATION = Set.of("eval", "evaluate", "evaluated", "evaluation");
    private static final Set<String> VALIDATION = Set.of("val", "valid", "validation", "dev");
    private static final Set<String> DISTRIBUTED = Set.of("distributed", "federated", "aggregated", "clientapp");

    /** Reads {@code name}. Signs, blanks and changes to capital letters separate its words. */
    public static SeriesName of(String name) {
        if (name.equals("accuracies") || name.equals("losses")) {
            return new SeriesName(name, name.equals("losses") ? Kind.LOSS : Kind.ACCURACY, Scope.CONTRACT);
        }
        List<String> words = toWords(name);
        return new SeriesName(name, kind(words), scope(words));
    }

    /** The words of {@code name} in lower case. */
    public static List<String> toWords(String name) {
        String lower = CAPITAL.matcher(name).replaceAll("$1_$2").toLowerCase(Locale.ROOT);
        return List.of(BETWEEN_WORDS.split(SeriesKeys.toEnglish(lower)));
    }

    /** The data set that {@code text} names, as in a column {@code phase}; {@link Scope#PLAIN} for none. */
    public static Scope scopeOf(String text) {
        return scope(toWords(text));
    }

    /**
     * Whether {@code name} has no word of a metric, a data set, a client or a wrapper. It may be the name of an
     * experiment.
     */
    static boolean isUnknown(String name) {
        List<String> words = toWords(name);
        return kind(words) == Kind.OTHER
                && scope(words) == Scope.PLAIN
                && !isWrapper(name)
                && !ClientNames.isGroup(name)
                && ClientNames.clientOf(name).isEmpty()
                && words.stream().anyMatch(word -> !word.isEmpty());
    }

    /** The name of {@code key} inside the series {@code outer}. A wrapper such as {@code history} adds nothing. */
    public static String nameInside(String outer, String key) {
        String inner = key.startsWith("metrics_") ? key.substring("metrics_".length()) : key;
        if (isWrapper(key) || inner.isEmpty()) {
            return outer;
        }
        return outer.isEmpty() ? inner : outer + "_" + inner;
    }

    /** Whether {@code key} only wraps a history. */
    static boolean isWrapper(String key) {
        List<String> words = toWords(key);
        return WRAPPERS.contains(key.toLowerCase(Locale.ROOT))
                || (!words.isEmpty() && WRAPPER_WORDS.containsAll(words));
    }

    /** Whether this is an accuracy or a loss of the whole model. */
    public boolean isMain() {
        return kind != Kind.OTHER && scope != Scope.PART;
    }

    private static Kind kind(List<String> words) {
        if (containsAny(FUNCTION, words)) {
            return Kind.OTHER;
        }
        if (containsAny(LOSS, words)) {
            return Kind.LOSS;
        }
        return containsAny(ACCURACY, words) ? Kind.ACCURACY : Kind.OTHER;
    }

    private static Scope scope(List<String> words) {
        if (containsAny(PART, words)) {
            return Scope.PART;
        }
        if (containsAny(TRAIN, words)) {
            return Scope.TRAIN;
        }
        if (containsAny(CENTRALIZED, words)) {
            return Scope.CENTRALIZED;
        }
        if (containsAny(TEST, words)) {
            return Scope.TEST;
        }
        if (containsAny(EVALUATION, words)) {
            return Scope.EVALUATION;
        }
        if (containsAny(VALIDATION, words)) {
            return Scope.VALIDATION;
        }
        return containsAny(DISTRIBUTED, words) ? Scope.DISTRIBUTED : Scope.PLAIN;
    }

    private static boolean containsAny(Set<String> some, List<String> words) {
        return !Collections.disjoint(some, words);
    }
}
