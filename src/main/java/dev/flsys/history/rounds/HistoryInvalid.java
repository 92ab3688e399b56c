package dev.flsys.history.rounds;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The problem that a history file contains no usable training history (500). */
public final class HistoryInvalid extends HistoryProblem {

    private final boolean another;

    @SuppressWarnings("serial") // a list of List.copyOf
    private final List<String> experiments;

    /**
     * @param source name of the file, without its folder
     * @param reason a sentence about the error
     */
    public HistoryInvalid(String source, String reason) {
        this(source, reason, null);
    }

    public HistoryInvalid(String source, String reason, @Nullable Throwable cause) {
        this(source, reason, cause, false, List.of());
    }

    private HistoryInvalid(
            String source, String reason, @Nullable Throwable cause, boolean another, List<String> experiments) {
        super(
                500,
                "Invalid training history",
                "The training history in '" + source + "' cannot be used: " + reason,
                cause);
        this.another = another;
        this.experiments = List.copyOf(experiments);
    }

    /** The file has no rounds. It may be a file of another kind. */
    public static HistoryInvalid noRounds(String source, String reason) {
        return new HistoryInvalid(source, reason, null, true, List.of());
    }

    /** The file has several experiments, and neither a setting nor a name selects one of them. */
    static HistoryInvalid several(String source, String reason, Collection<String> experiments) {
        return new HistoryInvalid(source, reason, null, false, List.copyOf(experiments));
    }

    /** The names of the experiments if the choice among them is undecided; else empty. */
    public List<String> experiments() {
        return experiments;
    }

    /** Whether the file may be one of another kind. */
    public boolean isAnotherKind() {
        return another;
    }
}
