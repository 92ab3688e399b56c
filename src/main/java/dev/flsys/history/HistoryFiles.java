package dev.flsys.history;

import dev.flsys.history.rounds.ClientNames;
import dev.flsys.history.rounds.HistoryFormat;
import dev.flsys.history.rounds.HistoryProblem;
import dev.flsys.history.rounds.SeriesName;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.project.FlowerProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Finds the history file of a model. Names are compared with the names of the listed files. An id never becomes part of
 * a path. Only files of a {@link HistoryFormat} are found; of files with equal names, the first in its order. The first
 * of these places counts:
 *
 * <ol>
 *   <li>the file or folder that {@code history} in {@code flsys.toml} names
 *   <li>in the training folder of the model: {@code result}, {@code history}, {@code training_history} or
 *       {@code results}, or else the only file
 *   <li>in HISTORY_SUBDIR, and then in the folder of the weights, in this order:
 *       <ol>
 *         <li>a file {@code <id>}
 *         <li>a file with the same letters, ignoring case, {@code _} and {@code -}
 *         <li>such a file with {@code history}, {@code training_history}, {@code result(s)}, {@code metrics} or
 *             {@code log} before or after the id
 *         <li>a file of the training folder's names above, in a folder {@code <id>}
 *         <li>all of these again for the id without its time, {@code _round_<n>}, {@code _final} and {@code _best}
 *       </ol>
 *   <li>the only file of HISTORY_SUBDIR that is not named after another model
 *   <li>a file with a usual name, the only file, or event files of TensorBoard. It is beside the weights, in a folder
 *       such as {@code logs} beside them, or above folders such as {@code checkpoints}.
 * </ol>
 */
final class HistoryFiles {

    /** Folders beside the weights that often hold the history. */
    private static final Set<String> LOG_FOLDERS = Set.of(
            ("log logs tb tb_logs tensorboard tensorboard_logs runs metrics results result history histories events "
                            + "lightning_logs")
                    .split(" "));

    /** Words in the names of folders that hold only the weights of the training around them. */
    private static final Set<String> WEIGHTS_FOLDERS =
            Set.of("checkpoint checkpoints ckpt ckpts weight weights model models snapshot snapshots".split(" "));

    /** Files that training folders often hold beside or instead of a history. */
    private static final Set<String> NO_HISTORIES = Set.of(
            ("config args params parameters hparams hyperparameters settings metadata labels classes scaler encoder"
                            + " label_encoder vectorizer tokenizer preprocessor features feature_names")
                    .split(" "));

    private static final int MAX_CLIMB = 4;
    private static final int MAX_FOLDERS = 50;

    /** Whether a file without its suffix has the name of a configuration or of other data of a training. */
    static boolean isNoHistory(String stem) {
        return NO_HISTORIES.contains(stem.toLowerCase(Locale.ROOT));
    }

    private final FlowerProject project;
    private final Optional<Path> historyFolder;
    private final Supplier<List<ModelId>> models;
    private final ArrayFiles arrays;

    /**
     * A place that may hold the history.
     *
     * @param path a regular file, or a folder with event files
     * @param experiment the experiment in the file that a setting names
     * @param own whether its name or its folder identifies it as the history of this model only
     * @param certain whether it must be a history. A file with the name of the model beside its weights may be of
     *     another kind, such as the same model in XGBoost's format
     */
    record Found(Path path, Optional<String> experiment, boolean own, boolean certain) {}

    /**
     * The places that may hold the history of a model.
     *
     * @param places the best first; none if there is none
     * @param missing makes the problem that none of the places is a history, from the names of the files that were read
     */
    record Located(List<Found> places, Function<List<String>, HistoryMissing> missing) {}

    /**
     * @param historyFolder HISTORY_SUBDIR, absolute; without it, files are only found beside the weights
     * @param models the ids of all models, read if a file may belong to another one
     */
    HistoryFiles(
            FlowerProject project, Optional<Path> historyFolder, Supplier<List<ModelId>> models, ArrayFiles arrays) {
        this.arrays = arrays;
        this.project = project;
        this.historyFolder = historyFolder;
        this.models = models;
    }

    /**
     * The history file of {@code model}, a regular file in the project, or a folder of event files.
     *
     * @throws HistoryMissing if there is none
     * @throws HistoryProblem if a folder cannot be listed
     */
    Path find(ModelFile model) {
        Located located = locate(model);
        return located.places().stream()
                .findFirst()
                .orElseThrow(() -> located.missing().apply(List.of()))
                .path();
    }

    /**
     * The places that may hold the history of {@code model}, the best first. If a place is certain, it is the only one.
     * Other places count if they contain a history.
     *
     * @throws HistoryMissing if a setting names a folder without a history
     * @throws HistoryProblem if a folder cannot be listed, or a setting names a file that does not exist
     */
    Located locate(ModelFile model) {
        HistorySearch search = new HistorySearch(model, project, arrays, historyFolder, models);
        if (model.options().history().isPresent()) {
            return new Located(List.of(findConfigured(model.options().history().get(), search)), search::missing);
        }
        Path folder = Optional.ofNullable(model.path().getParent()).orElse(project.root());
        Optional<FolderListing> beside =
                Optional.of(folder).filter(project::contains).map(search::list);
        Optional<Path> own = model.runFolder()
                ? beside.flatMap(listing -> CommonHistoryNames.runFile(listing).or(() -> findOnly(listing, search)))
                : Optional.empty();
        Optional<FolderListing> histories = historyFolder.map(search::listHistories);
        own = own.or(() -> histories.flatMap(search::findNamed));
        if (own.isPresent()) {
            return new Located(List.of(new Found(own.get(), Optional.empty(), true, true)), search::missing);
        }
        List<Found> found = new ArrayList<>();
        if (!model.runFolder()) {
            beside.flatMap(search::findNamed).ifPresent(path -> found.add(toFound(path, true)));
        }
        histories.ifPresent(listing -> findShared(listing, search).forEach(path -> found.add(toFound(path, false))));
        beside.ifPresent(
                listing -> findBeside(listing, search).forEach(path -> found.add(toFound(path, model.runFolder()))));
        findAbove(folder, search).forEach(path -> found.add(toFound(path, false)));
        return new Located(List.copyOf(found), search::missing);
    }

    private static Found toFound(Path path, boolean own) {
        return new Found(path, Optional.empty(), own, false);
    }

    private Found findConfigured(Path setting, HistorySearch search) {
        Path path = setting;
        Optional<String> experiment = Optional.empty();
        String name = String.valueOf(setting.getFileName());
        int mark = name.indexOf('#');
        if (!Files.exists(setting) && mark > 0) {
            path = setting.resolveSibling(name.substring(0, mark));
            experiment = Optional.of(name.substring(mark + 1));
        }
        if (!project.contains(path) || !Files.exists(path)) {
            throw HistoryProblem.notThere(project.displayPath(path));
        }
        if (Files.isDirectory(path)) {
            FolderListing listing = search.listHistories(path);
            Path folder = path;
            path = search.findNamed(listing)
                    .or(() -> CommonHistoryNames.runFile(listing))
                    .or(() -> findOnly(listing, search))
                    .or(() -> CommonHistoryNames.findFile(listing))
                    .or(() -> Optional.of(folder).filter(EventFolder::holdsEvents))
                    .orElseThrow(() -> search.missing(List.of()));
        }
        return new Found(path, experiment, true, true);
    }

    /** The files of HISTORY_SUBDIR that may belong to all models. */
    private List<Path> findShared(FolderListing listing, HistorySearch search) {
        List<Path> possible = findPossible(listing, search);
        if (possible.isEmpty()) {
            possible = listing.folders().stream()
                    .limit(MAX_FOLDERS)
                    .map(search::listQuietly)
                    .flatMap(inner -> CommonHistoryNames.runFile(inner)
                            .or(() -> CommonHistoryNames.findFile(inner))
                            .or(() -> findOnly(inner, search))
                            .stream())
                    .toList();
        }
        List<Path> found = new ArrayList<>();
        if (possible.size() == 1) {
            found.add(possible.get(0));
        } else if (!possible.isEmpty() && possible.stream().allMatch(CommonHistoryNames::isUsual)) {
            CommonHistoryNames.runFile(listing)
                    .or(() -> CommonHistoryNames.findFile(listing))
                    .ifPresent(found::add);
        }
        if (possible.isEmpty() && EventFolder.holdsEvents(listing.folder())) {
            found.add(listing.folder());
        }
        return found;
    }

    /** The files in the folder of the weights and in folders such as {@code logs} in it. */
    private List<Path> findBeside(FolderListing listing, HistorySearch search) {
        List<Path> found = new ArrayList<>();
        CommonHistoryNames.runFile(listing).ifPresent(found::add);
        CommonHistoryNames.findFile(listing).ifPresent(found::add);
        if (!listing.folder().equals(project.root())) {
            findOnly(listing, search).ifPresent(found::add);
        }
        boolean events = EventFolder.holdsEventsItself(listing.folder());
        if (events) {
            found.add(listing.folder());
        }
        for (Path inner : listing.folders()) {
            if (LOG_FOLDERS.contains(String.valueOf(inner.getFileName()).toLowerCase(Locale.ROOT))
                    && !historyFolder.filter(inner::equals).isPresent()) {
                FolderListing logs = search.listQuietly(inner);
                CommonHistoryNames.runFile(logs)
                        .or(() -> CommonHistoryNames.findFile(logs))
                        .or(() -> findOnly(logs, search))
                        .ifPresent(found::add);
                if (!events && EventFolder.holdsEvents(inner)) {
                    found.add(inner);
                }
            }
        }
        return found.stream().distinct().toList();
    }

    /** The files above folders that hold only weights, such as {@code checkpoints}. */
    private List<Path> findAbove(Path start, HistorySearch search) {
        Path folder = start;
        List<Path> found = new ArrayList<>();
        for (int i = 0; i < MAX_CLIMB && !folder.equals(project.root()); i++) {
            Path above = folder.getParent();
            boolean weights = SeriesName.toWords(String.valueOf(folder.getFileName())).stream()
                    .anyMatch(WEIGHTS_FOLDERS::contains);
            if (above == null || !weights || !project.contains(above)) {
                break;
            }
            found.addAll(findBeside(search.list(above), search));
            folder = above;
        }
        return found;
    }

    /** The only JSON file that may be a history, or else the only file of another format. */
    private Optional<Path> findOnly(FolderListing listing, HistorySearch search) {
        List<Path> possible = findPossible(listing, search);
        List<Path> json = possible.stream()
                .filter(file -> HistoryFormat.of(file)
                        .filter(HistoryFormat.JSON::equals)
                        .isPresent())
                .toList();
        List<Path> candidates = json.isEmpty() ? possible : json;
        return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
    }

    /** The files that may be histories. Pickles often contain other data, so they count only if no other file does. */
    private List<Path> findPossible(FolderListing listing, HistorySearch search) {
        List<Path> possible = listing.files().stream()
                .filter(file -> !isNoHistory(HistoryFormat.stemOf(file))
                        && !ClientNames.isGroup(HistoryFormat.stemOf(file))
                        && ClientNames.clientOf(HistoryFormat.stemOf(file)).isEmpty()
                        && !search.isOfAnother(HistoryFormat.stemOf(file)))
                .toList();
        List<Path> others = possible.stream()
                .filter(file ->
                        HistoryFormat.of(file).filter(HistoryFormat::isGeneral).isEmpty())
                .toList();
        return others.isEmpty() ? possible : others;
    }
}
