package dev.flsys.history;

import dev.flsys.history.rounds.SeriesName;
import dev.flsys.project.FileStamp;
import dev.flsys.weights.NumpyData;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which {@code .npz} files contain a history. A folder of weights may have one file for each round, and the
 * search for each model's history reads the folder. So each content of a file is opened only once. Thread-safe.
 */
final class ArrayFiles {

    private static final String HISTORY = "history";
    private static final int MAX_KEPT = 10_000;

    /** Whether each known file is a history. The oldest entry is forgotten first. Guarded by this. */
    private final Map<FileStamp, Boolean> known = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<FileStamp, Boolean> eldest) {
            return size() > MAX_KEPT;
        }
    };

    /**
     * Whether a {@code .npz} file holds a history: one of its arrays has the name of a loss, an accuracy or a history.
     * Other files hold weights or data.
     */
    boolean isHistory(Path npz) {
        Optional<FileStamp> stamp = FileStamp.read(npz);
        if (stamp.isEmpty()) {
            return false;
        }
        synchronized (this) {
            Boolean before = known.get(stamp.get());
            if (before != null) {
                return before;
            }
        }
        boolean history = NumpyData.names(npz).stream()
                .anyMatch(name ->
                        SeriesName.of(name).isMain() || SeriesName.toWords(name).contains(HISTORY));
        synchronized (this) {
            known.put(stamp.get(), history);
        }
        return history;
    }
}
