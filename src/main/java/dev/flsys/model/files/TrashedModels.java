package dev.flsys.model.files;

import dev.flsys.access.WriteAccess;
import dev.flsys.model.ModelDescription;
import dev.flsys.model.Models;
import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.problem.Problem;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jboss.logging.Logger;

/** Lists, restores and deletes the entries of the trash. Thread-safe; methods block. */
@ApplicationScoped
public class TrashedModels {

    private static final Logger LOG = Logger.getLogger(TrashedModels.class);

    private final FlowerProject project;
    private final ModelCatalog catalog;
    private final Models models;
    private final WriteAccess access;
    private final Trash trash;
    private final Placement placement;
    private final HiddenFiles hidden;

    @Inject
    TrashedModels(FlowerProject project, ModelCatalog catalog, Models models, WriteAccess access, Trash trash) {
        this.project = project;
        this.catalog = catalog;
        this.models = models;
        this.access = access;
        this.trash = trash;
        this.placement = new Placement(project, trash);
        this.hidden = new HiddenFiles(project);
    }

    @PreDestroy
    void close() {
        hidden.close();
    }

    /** The entries that clients may restore. */
    TrashListing list() {
        List<TrashEntry> entries = trash.entries();
        return new TrashListing(
                entries.stream().map(TrashEntry::shown).toList(),
                entries.stream().mapToLong(TrashEntry::sizeBytes).sum(),
                Trash.MAX,
                Trash.MAX_BYTES);
    }

    /**
     * Puts the files of an entry back to their places, all or none, and removes the entry.
     *
     * @return the model, as the list has it
     * @throws Problem if there is no such entry, or one of the names is taken
     */
    ModelDescription restore(String id) {
        requireAllowed();
        Path model;
        synchronized (trash) {
            TrashEntry entry = require(id);
            model = project.root().resolve(entry.model());
            place(entry);
            trash.delete(entry);
        }
        String shown = project.displayPath(model);
        LOG.infof("The model file %s was restored from the trash", shown);
        return models.list().stream()
                .filter(each -> each.path().equals(shown))
                .findFirst()
                .orElseThrow(() -> ModelFilesProblem.unlisted(shown));
    }

    private void place(TrashEntry entry) {
        Deque<Path> placed = new ArrayDeque<>();
        Path at = entry.model();
        try {
            for (Path file : entry.files()) {
                at = file;
                place(entry.folder().resolve(file), target(file));
                placed.push(project.root().resolve(file));
            }
        } catch (IOException | ModelFilesProblem failed) {
            placed.forEach(TrashedModels::takeBack);
            throw failed instanceof IOException failure
                    ? ModelFilesProblem.failed(project.displayPath(at.resolveSibling("")), failure)
                    : (ModelFilesProblem) failed;
        }
    }

    /** The place of a file of an entry, in a folder that exists. */
    private Path target(Path file) throws IOException {
        Path target = project.root().resolve(file);
        Path folder = target.resolveSibling("");
        if (!project.contains(folder)) {
            throw ModelFilesProblem.unrestorable(project.displayPath(folder));
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw ModelFilesProblem.taken(project.displayPath(target));
        }
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException noFolder) {
            throw ModelFilesProblem.unrestorable(project.displayPath(folder));
        }
        return target;
    }

    /** Names a second link to the file, or a copy on a file system without links. The entry stays complete. */
    private void place(Path from, Path target) throws IOException {
        Path folder = target.resolveSibling("");
        hidden.clean(folder);
        Path complete = hidden.newPath(folder, "");
        try {
            PrivateFiles.linkOrCopy(from, complete);
            FileStamp.read(complete)
                    .map(stamp -> new FileStamp(target, stamp.sizeBytes(), stamp.modified()))
                    .ifPresent(catalog::noteUpload);
            if (!placement.isCreated(complete, target)) {
                throw ModelFilesProblem.taken(project.displayPath(target));
            }
        } finally {
            Files.deleteIfExists(complete);
        }
    }

    private static void takeBack(Path placed) {
        try {
            Files.deleteIfExists(placed);
        } catch (IOException undeletable) {
            LOG.warnf("The file %s stays, though its model was not restored: %s", placed, undeletable.getMessage());
        }
    }

    /** Deletes an entry for good. */
    void delete(String id) {
        requireAllowed();
        synchronized (trash) {
            trash.delete(require(id));
        }
        LOG.infof("The entry %s of the trash was deleted", id);
    }

    /** Deletes the entries that {@link #list} has. */
    TrashResource.Emptied empty() {
        requireAllowed();
        synchronized (trash) {
            List<TrashEntry> entries = trash.entries();
            entries.forEach(trash::delete);
            LOG.infof("The trash was emptied: %s entries", entries.size());
            return new TrashResource.Emptied(
                    entries.size(),
                    entries.stream().mapToLong(TrashEntry::sizeBytes).sum());
        }
    }

    private TrashEntry require(String id) {
        return trash.entries().stream()
                .filter(entry -> entry.id().equals(id))
                .findFirst()
                .orElseThrow(ModelFilesProblem::notInTrash);
    }

    private void requireAllowed() {
        access.refusal().ifPresent(reason -> {
            throw ModelFilesProblem.off(reason);
        });
    }
}
