package dev.flsys.model.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The exported models of the project, {@code .flsys/cache/<key>/}. An entry has {@code model.pt}, perhaps
 * {@code model.onnx}, and {@code export.json}. {@code export.json} has the SHA-256 of these files, and of the files of
 * the project that the definition read. An entry is found only if all of them are unchanged. A hit writes nothing, so a
 * cache in a read-only project works too. If the project cannot be written, new entries go to a temporary folder.
 *
 * <p>Safe for use by several threads and several services.
 */
final class ExportCache {

    static final String TORCHSCRIPT = "model.pt";
    static final String ONNX = "model.onnx";
    static final String DESCRIPTION = "export.json";

    private static final Logger LOG = Logger.getLogger(ExportCache.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FlowerProject project;
    private final CacheFolder folder;
    private final ExportCacheLimit limit;
    private final FileHashes hashes;
    /** Keys that this service used; their entries are not removed. */
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    private volatile boolean pillowKnown;
    private volatile @Nullable String reportedPillow;

    ExportCache(FlowerProject project, ExportCacheLimit limit, FileHashes hashes) {
        this.project = project;
        this.folder = new CacheFolder(project, "cache");
        this.limit = limit;
        this.hashes = hashes;
    }

    /** The entry of {@code key}, if it exists and each of its files and inputs still has its recorded SHA-256. */
    Optional<CachedExport> find(ExportKey key) {
        for (Path cache : folder.folders()) {
            Optional<CachedExport> entry = read(cache.resolve(key.value()));
            if (entry.isPresent()) {
                used.add(key.value());
                return entry;
            }
        }
        return Optional.empty();
    }

    /** A new work folder for one entry, on the file system of the cache. The caller closes it. */
    WorkFolder newWorkFolder() throws IOException {
        return folder.newWorkFolder();
    }

    /** Removes the work folders of services that were killed. */
    void clean() {
        folder.clean();
    }

    /**
     * Moves a finished entry from its {@link #newWorkFolder} into the cache, atomically. An entry that another service
     * has put there meanwhile stays.
     */
    CachedExport publish(Path made, ExportKey key) throws IOException {
        Path work = Objects.requireNonNull(made.getParent());
        Path cache = Objects.requireNonNull(work.getParent());
        Path place = cache.resolve(key.value());
        if (read(place).isEmpty()) {
            if (Files.exists(place)) {
                Files.move(place, work.resolve("damaged"), StandardCopyOption.ATOMIC_MOVE);
            }
            PrivateFiles.restrictTree(made);
            try {
                Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException taken) {
                LOG.debugf(taken, "%s exists already", place);
            }
        }
        CachedExport entry = read(place).orElseThrow(() -> new IOException("The entry cannot be read back: " + place));
        used.add(key.value());
        limit.apply(cache, used);
        entry.pillow().ifPresent(this::rememberPillow);
        return entry;
    }

    /**
     * The version of Pillow in the newest entry that has one. The entries are read once; later only new entries of this
     * service change the result.
     */
    Optional<String> reportedPillow() {
        if (!pillowKnown) {
            rememberPillow(folder.folders().stream()
                    .flatMap(ExportCache::descriptions)
                    .sorted(Comparator.comparingLong(
                                    (Path description) -> description.toFile().lastModified())
                            .reversed())
                    .map(ExportCache::pillow)
                    .flatMap(Optional::stream)
                    .findFirst()
                    .orElse(null));
        }
        return Optional.ofNullable(reportedPillow);
    }

    private void rememberPillow(@Nullable String version) {
        reportedPillow = version;
        pillowKnown = true;
    }

    private static Stream<Path> descriptions(Path cache) {
        try (Stream<Path> entries = Files.list(cache)) {
            return entries.map(entry -> entry.resolve(DESCRIPTION)).filter(Files::isRegularFile).toList().stream();
        } catch (IOException | UncheckedIOException none) {
            return Stream.empty();
        }
    }

    private static Optional<String> pillow(Path description) {
        try {
            return Optional.ofNullable(
                    JSON.readTree(description.toFile()).path("pillow").textValue());
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private Optional<CachedExport> read(Path folder) {
        Path description = folder.resolve(DESCRIPTION);
        if (!Files.isRegularFile(description)) {
            return Optional.empty();
        }
        try {
            JsonNode entry = JSON.readTree(description.toFile());
            JsonNode files = entry.path("files");
            boolean onnx = files.has(ONNX);
            List<List<Float>> answers = answers(entry.path("answers"));
            if (answers.size() != ExportProbe.PICTURES
                    || !intact(folder, TORCHSCRIPT, files)
                    || (onnx && !intact(folder, ONNX, files))) {
                LOG.warnf("The cached export %s is damaged and will be made again", folder.getFileName());
                return Optional.empty();
            }
            ExportInputs inputs = ExportInputs.of(entry.path("inputs"));
            Optional<String> changed = inputs.changed(project, hashes);
            if (changed.isPresent()) {
                LOG.infof("%s has changed since the export %s", changed.get(), folder.getFileName());
                return Optional.empty();
            }
            return Optional.of(new CachedExport(
                    folder,
                    folder.resolve(TORCHSCRIPT),
                    onnx ? Optional.of(folder.resolve(ONNX)) : Optional.empty(),
                    entry.path("class_name").asText(),
                    entry.path("channels").asInt(3),
                    entry.path("outputs").asInt(),
                    answers,
                    entry.path("made_by").asText(),
                    Optional.ofNullable(entry.path("note").textValue()),
                    Optional.ofNullable(entry.path("pillow").textValue()),
                    Optional.ofNullable(entry.path("no_onnx").textValue()),
                    inputs.files(project)));
        } catch (IOException unreadable) {
            LOG.warnf("The cached export %s cannot be read: %s", folder.getFileName(), unreadable.getMessage());
            return Optional.empty();
        }
    }

    private boolean intact(Path folder, String name, JsonNode files) throws IOException {
        Path file = folder.resolve(name);
        return Files.isRegularFile(file)
                && hashes.of(file).equals(files.path(name).asText());
    }

    private static List<List<Float>> answers(JsonNode rows) {
        // null means a value that is not finite
        return rows.valueStream()
                .map(row -> row.valueStream()
                        .map(value -> value.isNumber() ? value.floatValue() : Float.NaN)
                        .toList())
                .toList();
    }
}
