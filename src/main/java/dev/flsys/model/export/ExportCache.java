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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The exported models of the project, {@code .flsys/cache/<key>/}: {@code model.pt}, perhaps {@code model.onnx}, and
 * {@code export.json}, which names them with their SHA-256, and also the files of the project that the definition read:
 * an entry is found only if all of them are unchanged. A hit writes nothing, so a cache in a read-only project works
 * too. If the project cannot be written, new entries go to a temporary folder.
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
    private final ExportCacheLimit limit;
    private final FileHashes hashes;
    /** Keys that this service used; their entries are not removed. */
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    private volatile @Nullable Path temporary;

    private volatile boolean pillowKnown;
    private volatile @Nullable String reportedPillow;

    ExportCache(FlowerProject project, ExportCacheLimit limit, FileHashes hashes) {
        this.project = project;
        this.limit = limit;
        this.hashes = hashes;
    }

    /** The entry of {@code key}, if it exists and each of its files and inputs still has its recorded SHA-256. */
    Optional<CachedExport> find(ExportKey key) {
        for (Path folder : folders()) {
            Optional<CachedExport> entry = read(folder.resolve(key.value()));
            if (entry.isPresent()) {
                used.add(key.value());
                return entry;
            }
        }
        return Optional.empty();
    }

    /** A new work folder for one entry, on the file system of the cache. The caller closes it. */
    WorkFolder newWorkFolder() throws IOException {
        try {
            return WorkFolder.in(project.makeOwnFolder("cache"));
        } catch (FileSystemException | UncheckedIOException readOnly) {
            LOG.infof("Exported models go to a temporary folder: %s", readOnly.getMessage());
            return WorkFolder.in(temporaryFolder());
        }
    }

    /** Removes the work folders of services that were killed. */
    void clean() {
        WorkFolder.removeAbandoned(project.ownFolder().resolve("cache"));
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
            rememberPillow(folders().stream()
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

    private List<Path> folders() {
        List<Path> folders = new ArrayList<>(List.of(project.ownFolder().resolve("cache")));
        Path other = temporary;
        if (other != null) {
            folders.add(other);
        }
        return folders;
    }

    /**
     * The name is unpredictable and the folder private: in a known folder under /tmp another user could plant models.
     */
    private synchronized Path temporaryFolder() throws IOException {
        Path there = temporary;
        if (there == null) {
            there = Files.createTempDirectory("flsys-cache-");
            temporary = there;
        }
        return there;
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
            Optional<String> changed = changedInput(entry.path("inputs"));
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
                    inputs(entry.path("inputs"))));
        } catch (IOException unreadable) {
            LOG.warnf("The cached export %s cannot be read: %s", folder.getFileName(), unreadable.getMessage());
            return Optional.empty();
        }
    }

    private List<Path> inputs(JsonNode inputs) {
        return inputs.properties().stream()
                .map(input -> project.resolve(input.getKey()))
                .flatMap(Optional::stream)
                .toList();
    }

    /** A file of the project that the definition read during the export and that has another content now. */
    private Optional<String> changedInput(JsonNode inputs) {
        for (Map.Entry<String, JsonNode> input : inputs.properties()) {
            Optional<Path> file = project.resolve(input.getKey());
            try {
                if (file.isEmpty()
                        || !hashes.ofContent(file.get()).equals(input.getValue().asText())) {
                    return Optional.of(input.getKey());
                }
            } catch (IOException gone) {
                return Optional.of(input.getKey());
            }
        }
        return Optional.empty();
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
