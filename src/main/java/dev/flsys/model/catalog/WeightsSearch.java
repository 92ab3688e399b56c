package dev.flsys.model.catalog;

import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * One scan of a {@link WeightsScan}. Folders are searched level by level and sorted by name, so that a bound always
 * leaves out the same files. For one thread.
 */
final class WeightsSearch {

    private static final Logger LOG = Logger.getLogger(WeightsSearch.class);

    /** Folders between the weights folder and a file. */
    private static final int MAX_DEPTH = 4;

    private static final int MAX_NOTES = 20;

    private static final String SPECIAL =
            "It is not a regular file but a FIFO, a socket or a device. Put a model file in its place.";

    private final WeightsScan scan;
    private final FlowerProject project;
    private final WeightsScan.Bounds bounds;
    private final LongSupplier nanoTime;

    /** The files by the path at which they were found. */
    private final Map<Path, FoundFile> found = new LinkedHashMap<>();

    private final List<String> notes = new ArrayList<>();
    private final Deque<Folder> queue = new ArrayDeque<>();
    /** Links to folders, which are followed once all other folders are known. */
    private final Deque<Folder> links = new ArrayDeque<>();

    private final Set<Path> searched = new HashSet<>();
    private final List<Path> starts = new ArrayList<>();
    private final long deadline;
    private int entries;
    private boolean bounded;

    WeightsSearch(WeightsScan scan, FlowerProject project, WeightsScan.Bounds bounds, LongSupplier nanoTime) {
        this.scan = scan;
        this.project = project;
        this.bounds = bounds;
        this.nanoTime = nanoTime;
        this.deadline = nanoTime.getAsLong() + bounds.time().toNanos();
    }

    /** The files and notes so far. */
    WeightsScan.Found result() {
        return new WeightsScan.Found(List.copyOf(found.values()), List.copyOf(notes));
    }

    /**
     * A folder to search.
     *
     * @param path with links resolved
     * @param place the path by which it was found
     * @param inWeights whether {@code names} begin in the weights folder
     * @param names the names of the folders on the way to it
     */
    private record Folder(Path path, Path place, boolean inWeights, List<String> names) {

        Folder child(Path at, Path found, String name) {
            List<String> longer = new ArrayList<>(names);
            longer.add(name);
            return new Folder(at, found, inWeights, List.copyOf(longer));
        }

        boolean isTop() {
            return names.isEmpty();
        }

        boolean isRun() {
            return FoundFile.isRun(inWeights, names);
        }

        /**
         * The number of folders that count towards {@link #MAX_DEPTH}. Outside of the weights folder, all folders from
         * the project on count except the first.
         */
        int depth() {
            return inWeights ? names.size() : names.size() - 1;
        }
    }

    /** @throws IOException if the folder cannot be listed */
    void start(Path folder, boolean inWeights, List<String> names) throws IOException {
        starts.add(folder);
        Folder start = new Folder(folder, folder, inWeights, names);
        if (searched.add(folder)) {
            list(start);
        } else {
            addRunModels(start);
        }
    }

    void run() {
        while (!bounded && !(queue.isEmpty() && links.isEmpty())) {
            if (queue.isEmpty()) {
                follow(links.remove());
            } else {
                Folder folder = queue.remove();
                if (searched.add(folder.path())) {
                    listInside(folder);
                }
            }
        }
    }

    private void follow(Folder link) {
        boolean upwards = starts.stream().anyMatch(start -> start.startsWith(link.path()));
        if (!upwards && !searched.contains(link.path())) {
            queue.add(link);
        } else if (link.names().equals(List.of(FoundFile.RUNS))) {
            try {
                addRunModels(link);
            } catch (IOException unreadable) {
                noteUnreadable(link.path());
            }
        } else {
            addBestModel(link);
        }
    }

    private void listInside(Folder folder) {
        try {
            list(folder);
        } catch (NoSuchFileException | NotDirectoryException gone) {
            LOG.debugf("%s does not exist any more", folder.path());
        } catch (IOException unreadable) {
            noteUnreadable(folder.path());
        }
    }

    void noteUnreadable(Path folder) {
        addNote("The folder " + project.displayPath(folder)
                + " cannot be read, so its models are not listed. Give the user that runs FLSys access to it.");
    }

    private void list(Folder folder) throws IOException {
        List<String> names = listNames(folder.path());
        if (SkippedFolders.isEnvironment(names) && !folder.isTop()) {
            addBestModel(folder);
            return;
        }
        for (String name : names) {
            if (isBounded()) {
                return;
            }
            entries++;
            if (!folder.isTop() && FoundFile.isOfTrainer(name, names)) {
                continue;
            }
            if (FoundFile.isModelName(name)
                    || FoundFile.mayBeModelName(name)
                    || folder.isTop()
                    || SkippedFolders.mayBeFolder(name)) {
                visitEntry(folder, name, names);
            }
        }
    }

    /** The sorted names of the visible entries, within the bound. */
    private List<String> listNames(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path entry : stream) {
                String name = String.valueOf(entry.getFileName());
                if (!name.startsWith(".") && names.size() <= bounds.entries()) {
                    names.add(name);
                }
            }
        } catch (DirectoryIteratorException unreadable) {
            throw unreadable.getCause();
        }
        names.sort(null);
        return names;
    }

    private void visitEntry(Folder folder, String name, List<String> siblings) {
        Path path = folder.path().resolve(name);
        Path place = folder.place() == folder.path() ? path : folder.place().resolve(name);
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isDirectory()) {
                visitFolder(folder.child(path, place, name), siblings);
            } else if (attributes.isSymbolicLink() || attributes.isOther()) {
                visitLink(folder, path, place, name, attributes);
            } else if (FoundFile.isModelName(name) || FoundFile.mayBeModelName(name)) {
                add(folder, place, name, Optional.empty(), stamp(path, attributes));
            }
        } catch (IOException gone) {
            LOG.debugf("%s does not exist any more", path);
        }
    }

    private void visitFolder(Folder folder, List<String> siblings) {
        String name = folder.names().get(folder.names().size() - 1);
        if (folder.depth() > MAX_DEPTH) {
            return;
        }
        if (SkippedFolders.isForeign(name)) {
            addBestModel(folder);
        } else if (SkippedFolders.isData(name, siblings, scan.isWholeProject())) {
            addBestModel(folder);
            scan.info("The folder " + project.displayPath(folder.path())
                    + " is not searched for models, because its name is"
                    + " that of a data set. If it has models, set MODEL_WEIGHTS_SUBDIR="
                    + project.displayPath(folder.path()));
        } else {
            queue.add(folder);
        }
    }

    private void visitLink(Folder folder, Path path, Path place, String name, BasicFileAttributes attributes)
            throws IOException {
        boolean model = FoundFile.isModelName(name);
        if (!project.contains(path)) {
            if (model && !Files.isDirectory(path)) {
                add(folder, place, name, Optional.of(outside()), stamp(path, attributes));
            } else if (model || Files.isDirectory(path)) {
                addNote("The folder " + project.displayPath(folder.path()) + "/" + name
                        + " is a link out of the project, so its models are not listed. Put the models into the"
                        + " project.");
            }
        } else if (Files.isDirectory(path)) {
            Folder linked = folder.child(path.toRealPath(), place, name);
            if (linked.depth() <= MAX_DEPTH) {
                links.add(linked);
            }
        } else if (model || (FoundFile.mayBeModelName(name) && Files.isRegularFile(path))) {
            Optional<FileStamp> file = FileStamp.read(path.toRealPath());
            file.ifPresent(stamp -> add(folder, place, name, Optional.empty(), stamp));
            if (file.isEmpty()) {
                add(folder, place, name, Optional.of(SPECIAL), stamp(path, attributes));
            }
        }
    }

    /** The best models of the runs in a {@code global_models} that was searched already under another name. */
    private void addRunModels(Folder start) throws IOException {
        for (String name : listNames(start.path())) {
            addBestModel(start.child(start.path().resolve(name), start.place().resolve(name), name));
        }
    }

    /** Adds {@code best_model.pth} of a folder that is not searched, where the first version listed it. */
    private void addBestModel(Folder folder) {
        if (!folder.isRun()) {
            return;
        }
        Path best = folder.path().resolve(FoundFile.BEST_MODEL);
        Path place = folder.place().resolve(FoundFile.BEST_MODEL);
        try {
            if (Files.isRegularFile(best) && isInProject(best)) {
                FileStamp.read(best.toRealPath())
                        .ifPresent(stamp -> add(folder, place, FoundFile.BEST_MODEL, Optional.empty(), stamp));
            }
        } catch (IOException gone) {
            LOG.debugf("%s does not exist any more", best);
        }
    }

    private void add(Folder folder, Path place, String name, Optional<String> refused, FileStamp stamp) {
        if (found.size() >= bounds.files()) {
            noteBound("has more than " + bounds.files() + " model files");
            return;
        }
        FoundFile file = FoundFile.of(folder.inWeights(), folder.names(), name, refused, stamp);
        FoundFile known = found.putIfAbsent(place, file);
        if (known != null && file.earlier() && !known.earlier()) {
            found.put(place, file);
        }
    }

    private boolean isBounded() {
        if (entries >= bounds.entries()) {
            noteBound("has more than " + bounds.entries() + " files and folders");
        } else if (searched.size() >= bounds.folders()) {
            noteBound("has more than " + bounds.folders() + " folders");
        } else if (nanoTime.getAsLong() - deadline > 0) {
            noteBound("could not be searched within " + bounds.time().toSeconds() + " seconds");
        }
        return bounded;
    }

    private void noteBound(String what) {
        if (!bounded) {
            bounded = true;
            String shown = project.displayPath(scan.weightsFolder());
            addNote("Not all models are listed: the " + (shown.isEmpty() ? "project" : "folder " + shown) + " " + what
                    + ". Set MODEL_WEIGHTS_SUBDIR to a folder with fewer files.");
        }
    }

    /** Whether the path is in the project after all links are resolved; adds a note if it is not. */
    boolean isInProject(Path path) {
        boolean inside = project.contains(path);
        if (!inside) {
            addNote(path.getFileName() + " in " + project.displayPath(path.resolveSibling(""))
                    + " is not listed: it leads out of the project, or to nothing. Put the models into the project.");
        }
        return inside;
    }

    private void addNote(String text) {
        if (notes.size() < MAX_NOTES) {
            notes.add(text);
        }
        scan.warn(text);
    }

    private static String outside() {
        return "The file is a link out of the project, or to nothing. Put the file itself into the project.";
    }

    private static FileStamp stamp(Path path, BasicFileAttributes attributes) {
        return new FileStamp(
                path, attributes.size(), attributes.lastModifiedTime().toInstant());
    }
}
