package dev.flsys.simulation.models;

import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import dev.flsys.simulation.record.WrittenModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The present state of the files that a running simulation writes. All folders are searched about once a second. The
 * known files and their folders are read at each call. So a new file in such a folder leads to a search soon. For one
 * thread.
 */
final class LiveSearch {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration SHORT_PAUSE = Duration.ofMillis(50);
    /** The shortest pause after a search, as a multiple of its duration. Large folders are searched less often. */
    private static final int PAUSES = 20;

    private static final int SHORT_PAUSES = 9;
    /** The most files that are read at each call, with their folders: the newest ones. */
    private static final int MAX = 50;

    private static final FileTime NEVER = FileTime.fromMillis(0);

    private final FlowerProject project;
    private final Path weights;
    private final Supplier<Optional<List<WrittenModel>>> written;
    private final LongSupplier nanoTime;
    private final Map<String, WrittenModel> known = new LinkedHashMap<>();
    private final Map<Path, FileTime> folders = new HashMap<>();
    private boolean searched;
    private long ended;
    private long took;

    /**
     * @param weights the weights folder, whose time is read at each call, also before it has a file
     * @param written searches for the files that the simulation has written; empty if that is not known now
     */
    LiveSearch(
            FlowerProject project,
            Path weights,
            Supplier<Optional<List<WrittenModel>>> written,
            LongSupplier nanoTime) {
        this.project = project;
        this.weights = weights;
        this.written = written;
        this.nanoTime = nanoTime;
    }

    /** The files with their present sizes and times. */
    Collection<WrittenModel> findPresent() {
        long since = nanoTime.getAsLong() - ended;
        boolean changed = searched
                && since >= Math.max(SHORT_PAUSE.toNanos(), SHORT_PAUSES * took)
                && folders.entrySet().stream()
                        .anyMatch(each -> !time(each.getKey()).equals(each.getValue()));
        if (changed || !searched || since >= Math.max(PAUSE.toNanos(), PAUSES * took)) {
            search();
            return List.copyOf(known.values());
        }
        return known.values().stream()
                .flatMap(each -> findPresent(each).stream())
                .toList();
    }

    private Optional<WrittenModel> findPresent(WrittenModel model) {
        return project.resolve(model.path()).flatMap(FileStamp::read).map(model::at);
    }

    private void search() {
        long start = nanoTime.getAsLong();
        Map<Path, FileTime> before = new HashMap<>();
        before.put(weights, time(weights));
        folders.keySet().forEach(folder -> before.put(folder, time(folder)));
        Optional<List<WrittenModel>> found = written.get();
        searched = true;
        ended = nanoTime.getAsLong();
        took = ended - start;
        if (found.isEmpty()) {
            return;
        }
        known.clear();
        folders.keySet().retainAll(Set.of(weights));
        folders.put(weights, Objects.requireNonNull(before.get(weights)));
        List<WrittenModel> newest = new ArrayList<>(found.get());
        newest.sort(Comparator.comparing(WrittenModel::modified).reversed());
        for (WrittenModel model : newest) {
            if (known.size() < MAX) {
                known.put(model.path(), model);
                Path folder = project.root().resolve(model.path()).resolveSibling("");
                // The time before the search: files that were written since then may have been missed.
                folders.computeIfAbsent(folder, any -> before.getOrDefault(folder, NEVER));
            }
        }
    }

    /** The last time at which an entry of a folder was created, renamed or deleted. */
    private static FileTime time(Path folder) {
        try {
            return Files.getLastModifiedTime(folder);
        } catch (IOException gone) {
            return NEVER;
        }
    }
}
