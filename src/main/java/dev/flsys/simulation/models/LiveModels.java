package dev.flsys.simulation.models;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.model.serving.CompletenessCheck;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import dev.flsys.simulation.checkpoint.Checkpoint;
import dev.flsys.simulation.checkpoint.CheckpointFolder;
import dev.flsys.simulation.record.RetentionLimits;
import dev.flsys.simulation.record.WrittenModel;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The newest complete version of each model that a running simulation writes: {@code live/} in its folder, with
 * {@link KeptFiles models.json}. The file of a name keeps its path and is replaced as a whole, so a reader gets the old
 * or the new content. Files beside a model with its weights are replaced one by one before the model. For one thread.
 */
final class LiveModels {

    /** The reason to leave out a model that is not complete yet, or a file that is not a model. */
    static final String INCOMPLETE = "it is not complete";

    /** The content of {@code models/} and of {@code live/}. */
    static final String LIST = "models.json";

    private static final String CHECKPOINT = "checkpoint.safetensors";
    private static final String NEXT = ".next";
    /**
     * The most names that are not {@linkplain RetainedModels#isPreferred preferred}. The other places remain for
     * preferred names.
     */
    private static final int MAX_OTHERS = RetainedModels.MAX / 2;
    /** The letters at the end of a file name: {@code .pth.tar}. */
    private static final Pattern SUFFIX = Pattern.compile("(?:\\.[A-Za-z]{1,20}){1,2}$");

    private final FlowerProject project;
    private final Path folder;
    private final ObjectMapper json;
    private final RetentionLimits limits;
    private final CompletenessCheck complete;
    private final Consumer<Path> replaced;
    /** The models by name, in the order of their first versions. */
    private final Map<String, Live> live = new LinkedHashMap<>();

    private List<KeptFiles.File> listed = List.of();

    /**
     * The present version of a name.
     *
     * @param place the name of its folder
     * @param bytes of all its files
     */
    private record Live(String place, WrittenModel version, KeptFiles.File file, long bytes) {}

    /**
     * @param folder {@code live/} of the simulation, which is created with the first model
     * @param replaced gets each file whose content was replaced
     */
    LiveModels(
            FlowerProject project,
            Path folder,
            ObjectMapper json,
            RetentionLimits limits,
            CompletenessCheck complete,
            Consumer<Path> replaced) {
        this.project = project;
        this.folder = folder;
        this.json = json;
        this.limits = limits;
        this.complete = complete;
        this.replaced = replaced;
    }

    /** The file of the newest checkpoint in {@code folder}. */
    static Path checkpoint(Path folder) {
        return folder.resolve(CHECKPOINT);
    }

    /** Whether this version is the present version of its name. */
    boolean has(WrittenModel model) {
        Live present = live.get(RetainedModels.name(model.id()));
        return present != null && present.version().isUntouched(model);
    }

    /** The bytes of all models. */
    long bytes() {
        return live.values().stream().mapToLong(Live::bytes).sum();
    }

    /**
     * Copies a model. If the copy is complete, it replaces the version before.
     *
     * @return the reason why it was left out, as the rest of a sentence; empty if it was added
     * @throws java.io.InterruptedIOException if the thread is interrupted
     * @throws IOException if the folder cannot be written
     */
    Optional<String> add(WrittenModel model) throws IOException {
        String name = RetainedModels.name(model.id());
        Live before = live.get(name);
        if (limits.models() == 0 || (before == null && isFull(model))) {
            return Optional.of("the simulation has too many models");
        }
        long others = bytes() - (before == null ? 0 : before.bytes());
        Path next = folder.resolve(NEXT);
        try {
            PrivateFiles.deleteTree(next);
            PrivateFiles.createFolders(next);
            ModelCopies copies = new ModelCopies(project, next, limits.modelBytes() - others, false);
            Optional<String> reason = copies.add(model);
            if (reason.isPresent()) {
                return reason;
            }
            KeptFiles.File copy = copies.all().models().get(0);
            if (!complete.isComplete(next.resolve(copy.file()))) {
                return Optional.of(INCOMPLETE);
            }
            String place = before == null ? Integer.toString(live.size() + 1) : before.place();
            Path file = replace(next, copy.file(), place);
            live.put(
                    name,
                    new Live(place, model, listed(model, file), copies.all().bytes()));
            list();
            replaced.accept(file);
            return Optional.empty();
        } finally {
            PrivateFiles.deleteTree(next);
        }
    }

    private boolean isFull(WrittenModel model) {
        long others = live.values().stream()
                .filter(each -> !RetainedModels.isPreferred(each.version()))
                .count();
        return live.size() >= RetainedModels.MAX || (!RetainedModels.isPreferred(model) && others >= MAX_OTHERS);
    }

    private KeptFiles.File listed(WrittenModel model, Path file) {
        String shown = folder.relativize(file).toString().replace('\\', '/');
        return new KeptFiles.File(model.id(), model.path(), shown, model.sizeBytes(), null);
    }

    /**
     * Moves a model and the files beside it to the folder {@code place}, the model last. Returns the new path of the
     * model.
     */
    private Path replace(Path next, String model, String place) throws IOException {
        Path to = folder.resolve(place);
        PrivateFiles.createFolders(to);
        Path copy = next.resolve(model);
        Path file = to.resolve("model" + suffix(model));
        Set<Path> present = new HashSet<>(Set.of(file));
        for (Path part : files(next)) {
            if (!part.equals(copy)) {
                Path target = to.resolve(next.relativize(part));
                PrivateFiles.createFolders(Objects.requireNonNull(target.getParent()));
                move(part, target);
                present.add(target);
            }
        }
        move(copy, file);
        for (Path other : files(to)) {
            if (!present.contains(other)) {
                Files.deleteIfExists(other);
            }
        }
        return file;
    }

    private static String suffix(String name) {
        Matcher suffix = SUFFIX.matcher(name);
        return suffix.find() ? suffix.group() : "";
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<Path> files(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files.add(file);
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    private void list() throws IOException {
        List<KeptFiles.File> now = live.values().stream().map(Live::file).toList();
        if (!now.equals(listed)) {
            PrivateFiles.replace(folder.resolve(LIST), json.writeValueAsBytes(new KeptFiles(now, bytes())));
            listed = now;
        }
    }

    /**
     * Makes a link to a checkpoint, which replaces the link to the checkpoint before.
     *
     * @throws IOException if the checkpoint was deleted, or the folder cannot be written
     */
    void add(Checkpoint checkpoint) throws IOException {
        PrivateFiles.createFolders(folder);
        Path next = folder.resolve(NEXT + "-" + CHECKPOINT);
        try {
            CheckpointFolder.link(checkpoint.arrays(), next);
            move(next, checkpoint(folder));
        } finally {
            Files.deleteIfExists(next);
        }
        replaced.accept(checkpoint(folder));
    }
}
