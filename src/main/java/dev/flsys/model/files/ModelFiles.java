package dev.flsys.model.files;

import dev.flsys.access.WriteAccess;
import dev.flsys.model.FileChanges;
import dev.flsys.model.FileRules;
import dev.flsys.model.FilesInUse;
import dev.flsys.model.ModelDescription;
import dev.flsys.model.Models;
import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelFileNames;
import dev.flsys.model.catalog.ModelSettings;
import dev.flsys.model.catalog.WeightsFolder;
import dev.flsys.model.serving.ModelParts;
import dev.flsys.problem.Problem;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Stores, sends and removes model files. At most two files are uploaded at the same time. Thread-safe; methods block
 * unless their Javadoc states the opposite.
 */
@ApplicationScoped
public class ModelFiles implements FileChanges {

    private static final Logger LOG = Logger.getLogger(ModelFiles.class);

    /** The part of the disk that uploads leave free. */
    private static final long LEFT_FREE = 256L << 20;

    /** The folder of uploads in a project all of whose folders are searched. */
    private static final String USUAL_FOLDER = "saved_models";

    private final FlowerProject project;
    private final ModelCatalog catalog;
    private final Models models;
    private final FilesInUse inUse;
    private final UploadSettings settings;
    private final WriteAccess access;
    private final long leftFree;
    private final Path folder;
    private final boolean wholeProject;
    private final HiddenFiles hidden;
    private final Trash trash;
    private final Placement placement;
    private final Uploads uploads;
    private final Object changing = new Object();

    @Inject
    ModelFiles(
            FlowerProject project,
            ModelCatalog catalog,
            Models models,
            ModelSettings modelSettings,
            FilesInUse inUse,
            UploadSettings settings,
            WriteAccess access,
            Trash trash) {
        this.project = project;
        this.catalog = catalog;
        this.models = models;
        this.inUse = inUse;
        this.settings = settings;
        this.access = access;
        this.uploads = new Uploads(settings);
        this.leftFree = LEFT_FREE;
        this.wholeProject = modelSettings.weightsFolder().equals(project.root());
        this.folder = wholeProject ? project.root().resolve(USUAL_FOLDER) : modelSettings.weightsFolder();
        this.hidden = new HiddenFiles(project);
        this.trash = trash;
        this.placement = new Placement(project, trash);
    }

    /**
     * A stored file.
     *
     * @param entry the model, as the list has it
     * @param replaced whether there was a file of that name
     */
    public record Stored(ModelDescription entry, boolean replaced) {}

    /** Deletes the uploads that a killed service left behind. */
    void start(@Observes StartupEvent event) {
        Infrastructure.getDefaultExecutor().execute(() -> hidden.clean(folder));
    }

    @PreDestroy
    void close() {
        hidden.close();
    }

    @Override
    public FileRules rules() {
        return new FileRules(
                access.refusal().isEmpty(),
                access.refusal().orElse(null),
                project.displayPath(folder),
                settings.maxBytes(),
                ModelFileNames.suffixes());
    }

    /**
     * Stores the body of {@code exchange}, whose request is paused, as a new model file. Does not block. The future
     * fails with a {@link Problem}, also if the request was answered meanwhile.
     *
     * @param written the name, from the request
     * @param replace whether a file of that name is replaced
     */
    Future<Stored> add(String written, boolean replace, RoutingContext exchange) {
        UploadName name;
        try {
            requireAllowed();
            name = UploadName.parse(written);
        } catch (Problem refused) {
            return Future.failedFuture(refused);
        }
        return uploads.receive(exchange, new Uploads.Steps<>() {
            @Override
            public Path prepare(long announced) throws IOException {
                return place(name, replace, announced);
            }

            @Override
            public boolean hasSpace() {
                return ModelFiles.this.hasSpace(0);
            }

            @Override
            public Stored publish(Path file) throws IOException {
                return ModelFiles.this.publish(file, name, replace);
            }

            @Override
            public Problem busy() {
                return ModelFilesProblem.busy();
            }

            @Override
            public Problem failure(Throwable cause) {
                return unstored(cause);
            }
        });
    }

    private void requireAllowed() {
        access.refusal().ifPresent(reason -> {
            throw ModelFilesProblem.off(reason);
        });
    }

    private Problem unstored(Throwable failed) {
        Exception cause = failed instanceof UncheckedIOException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failed instanceof Exception exception ? exception : new IOException(failed);
        LOG.debugf(failed, "A model file cannot be stored");
        return ModelFilesProblem.failed(project.displayPath(folder), cause);
    }

    /** The hidden path of a new upload. Refuses a name that is taken before the body is read. */
    private Path place(UploadName name, boolean replace, long announced) throws IOException {
        Path target = folder().resolve(name.value());
        placement.requireReplaceable(target);
        if (!replace && Files.exists(target)) {
            throw placement.taken(target);
        }
        if (!hasSpace(announced)) {
            throw ModelFilesProblem.full(null);
        }
        return hidden.newPath(folder(), name.suffix());
    }

    /** Whether the disk has space for this many more bytes. */
    private boolean hasSpace(long bytes) {
        try {
            return Files.getFileStore(folder).getUsableSpace() - bytes > leftFree;
        } catch (IOException unknown) {
            return true;
        }
    }

    /** The folder of uploads, with links resolved. It is created if the project never had it. */
    private Path folder() throws IOException {
        if (!project.contains(folder)) {
            throw ModelFilesProblem.folder(project.displayPath(folder));
        }
        if (!Files.exists(folder)) {
            WeightsFolder watched = catalog.folder();
            if (!wholeProject && watched.reason() == null) {
                // The folder existed before, so its volume may be missing.
                throw ModelFilesProblem.folder(project.displayPath(folder));
            }
            Files.createDirectories(folder);
        }
        Path real = folder.toRealPath();
        if (!Files.isDirectory(real)) {
            throw ModelFilesProblem.folder(project.displayPath(folder));
        }
        return real;
    }

    private Stored publish(Path file, UploadName name, boolean replace) throws IOException {
        UploadCheck.require(file);
        Path target = file.resolveSibling(name.value());
        boolean replaced = false;
        FileStamp.read(file)
                .map(stamp -> new FileStamp(target, stamp.sizeBytes(), stamp.modified()))
                .ifPresent(catalog::noteUpload);
        synchronized (changing) {
            if (replace) {
                replaced = placement.replace(file, target);
            } else {
                placement.create(file, target);
            }
        }
        LOG.infof("The model file %s was uploaded", project.displayPath(target));
        String shown = project.displayPath(target);
        Optional<ModelDescription> entry =
                models.list().stream().filter(each -> each.path().equals(shown)).findFirst();
        return new Stored(entry.orElseThrow(() -> ModelFilesProblem.unlisted(shown)), replaced);
    }

    /**
     * Moves the file of a model, and its weights in other files, to the trash.
     *
     * @return the entry of the trash
     * @throws Problem if there is no such model, or it must stay
     */
    String remove(String id) {
        requireAllowed();
        ModelFile file = catalog.require(id);
        if (file.origin().isPresent()) {
            throw ModelFilesProblem.kept("The model " + file.id() + " is kept with the simulation "
                    + file.origin().get().run() + ". Delete that simulation.");
        }
        if (!Files.isRegularFile(file.path(), LinkOption.NOFOLLOW_LINKS)) {
            if (Files.exists(file.path(), LinkOption.NOFOLLOW_LINKS)) {
                throw ModelFilesProblem.kept(
                        project.displayPath(file.path()) + " is a link or a special file. Delete it in the project.");
            }
            throw ModelFilesProblem.missing(file.id().value());
        }
        String entry;
        synchronized (changing) {
            if (isInUse(file.path())) {
                throw ModelFilesProblem.kept(project.displayPath(file.path())
                        + " is deployed, or is the model of DEPLOY_MODEL_PATH. Deploy another model first.");
            }
            try {
                entry = trash.move(file.path(), partsOnlyOf(file));
            } catch (NoSuchFileException gone) {
                throw ModelFilesProblem.missing(file.id().value());
            } catch (IOException failed) {
                throw ModelFilesProblem.failed(project.displayPath(file.path().resolveSibling("")), failed);
            }
        }
        LOG.infof("The model file %s was moved to the trash", project.displayPath(file.path()));
        models.list();
        var unused = models.unload(id);
        return entry;
    }

    private boolean isInUse(Path file) {
        return inUse.paths().stream().anyMatch(used -> {
            try {
                return Files.isSameFile(used, file);
            } catch (IOException gone) {
                return false;
            }
        });
    }

    /**
     * The files beside an ONNX model that hold its weights and no weights of another model. Their names begin with the
     * name of the model, as exporters name them. A model may name any file of its folder, so all other files stay. A
     * deletion must not reach other files of the project.
     */
    private List<Path> partsOnlyOf(ModelFile file) {
        Set<Path> parts = parts(file);
        String name = String.valueOf(file.path().getFileName());
        parts.removeIf(part -> !String.valueOf(part.getFileName()).startsWith(name));
        if (!parts.isEmpty()) {
            for (ModelFile other : catalog.list()) {
                if (!other.path().equals(file.path())) {
                    parts.remove(other.path());
                    parts.removeAll(parts(other));
                }
            }
        }
        return List.copyOf(parts);
    }

    private static Set<Path> parts(ModelFile file) {
        Set<Path> parts = new LinkedHashSet<>();
        try {
            ModelParts.of(file.path())
                    .forEach(part -> parts.add(file.path().resolveSibling(part).normalize()));
        } catch (Problem unusable) {
            LOG.debugf("The files that belong to %s are not known: %s", file.id(), unusable.detail());
        }
        return parts;
    }

    /**
     * The file of a model, for reading.
     *
     * @throws Problem if there is no such model, or its file must not be read
     */
    Path read(String id) {
        ModelFile file = catalog.require(id);
        if (!Files.isRegularFile(file.path()) || !project.contains(file.path())) {
            throw file.unusable()
                    .map(ModelFilesProblem::unreadable)
                    .orElseGet(() -> ModelFilesProblem.missing(file.id().value()));
        }
        return file.path();
    }
}
