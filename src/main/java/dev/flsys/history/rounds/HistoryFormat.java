package dev.flsys.history.rounds;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The formats of history files, in the order of preference among files of the same name. */
public enum HistoryFormat {
    JSON(".json"),
    JSON_LINES(".jsonl", ".ndjson"),
    CSV(".csv", ".tsv"),
    /** Files of {@code pickle.dump}. They are read as plain data. */
    PICKLE(".pkl", ".pickle", ".pck"),
    /** One array of numbers or objects, by {@code numpy.save}. */
    ARRAY(".npy"),
    /** Arrays with names, by {@code numpy.savez}. Many such files hold weights. */
    ARRAYS(".npz"),
    /** Event files of TensorBoard, {@code events.out.tfevents.<time>.<host>}: their names say nothing about a model. */
    EVENTS();

    /** A sentence that explains how to save a history that FLSys can read. */
    public static final String SAVE_JSON = "Save the history as JSON in the start script, such as"
            + " json.dump({\"losses_centralized\": history.losses_centralized,"
            + " \"metrics_centralized\": history.metrics_centralized}, open(\"history.json\", \"w\")).";

    private static final String EVENTS_NAME = ".tfevents.";

    /** Files that often hold histories, and that FLSys does not read. */
    private static final Set<String> UNREADABLE = Set.of(".joblib", ".mat", ".xlsx", ".parquet", ".db", ".h5");

    @SuppressWarnings("ImmutableEnumChecker") // Set.of makes an immutable set
    private final Set<String> suffixes;

    HistoryFormat(String... suffixes) {
        this.suffixes = Set.of(suffixes);
    }

    /** The format of a file of this name; empty if it is not the name of a history. */
    public static Optional<HistoryFormat> of(Path file) {
        String name = name(file);
        if (name.contains(EVENTS_NAME) || name.startsWith("tfevents.")) {
            return Optional.of(EVENTS);
        }
        return Stream.of(values())
                .filter(format -> format.suffixes.contains(suffixOf(name)))
                .findFirst();
    }

    /** Whether the file may hold a history in a format that FLSys does not read. */
    public static boolean isUnreadable(Path file) {
        return UNREADABLE.contains(suffixOf(name(file)));
    }

    /** The name without its suffix. */
    public static String stemOf(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name : name.substring(0, dot);
    }

    /** The sentences about a file of a format that FLSys does not read. */
    public static String remedyFor(String unreadable) {
        return "'" + unreadable + "' has a format that FLSys does not read. " + SAVE_JSON;
    }

    /** Whether files of this format often hold other data than a history. */
    public boolean isGeneral() {
        return this == PICKLE || this == ARRAY || this == ARRAYS;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    }

    private static String suffixOf(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot);
    }
}
