package dev.flsys.model.catalog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Gives each file of a scan its id.
 *
 * <ol>
 *   <li>A file that the first version listed keeps its id of that version. The id is the name of a file directly in the
 *       weights folder, or of the folder around {@code best_model.pth}. If several files share an id, {@code .pth}
 *       comes before {@code .pt} before {@code .onnx}, and files come before runs. The others have their suffix, and a
 *       number if that id is taken too.
 *   <li>Any other file directly in the weights folder has its name as id, with its suffix if the name is taken.
 *   <li>A deeper file has its name as id, if the name is not a general one and no other folder has a file of that name.
 *       Otherwise its id is {@code <place>_<name>}, see {@link DistinctiveNames#identifyingFolders}. If that is taken,
 *       its id is the names of all its folders and its name. If two folders share a name, neither has it alone, so an
 *       id never moves from one deep file to another. The rounds of one run are named alike.
 *   <li>Files without suffix come after all others, by the same rules, and take no id from them.
 *   <li>A link that must not be followed comes last.
 * </ol>
 */
final class ModelIds {

    private static final int MAX_NAME = 240;
    private static final int LEVELS = 3;

    private final Map<ModelId, FoundFile> byId = new TreeMap<>();

    /**
     * A deeper file that has no id yet.
     *
     * @param label its name without suffix, or with it if another file of the folder has that name
     * @param series the series of rounds that it belongs to
     */
    private record Deep(FoundFile file, String label, Series series) {

        static Deep of(FoundFile file, boolean suffix) {
            String stem = file.stem();
            Series series = new Series(file.folders(), RoundName.seriesOf(stem));
            return new Deep(file, suffix ? file.fileName() : stem, series);
        }
    }

    /** The files of one folder that differ in their round only. */
    private record Series(List<String> folders, String name) {

        /** The start of the id at a level: 0 none, 1 the place, 2 all folders. */
        String prefix(int level) {
            return switch (level) {
                case 0 -> "";
                case 1 -> ModelIds.prefix(DistinctiveNames.identifyingFolders(folders));
                default -> ModelIds.prefix(folders);
            };
        }
    }

    private ModelIds() {}

    /** The files by id, sorted by id. Depends on the files only, not on their order. */
    static Map<ModelId, FoundFile> assign(Collection<FoundFile> found) {
        ModelIds ids = new ModelIds();
        ids.addEarlier(found.stream()
                .filter(FoundFile::earlier)
                .sorted(FoundFile.PRECEDENCE)
                .toList());
        Map<String, FoundFile> sorted = new TreeMap<>();
        found.stream().filter(file -> !file.earlier()).forEach(file -> sorted.put(file.place(), file));
        List<FoundFile> others = sorted.values().stream()
                .filter(file -> file.refused().isEmpty())
                .toList();
        ids.addOthers(others.stream().filter(file -> !file.hasNoSuffix()).toList());
        ids.addOthers(others.stream().filter(FoundFile::hasNoSuffix).toList());
        sorted.values().stream()
                .filter(file -> file.refused().isPresent())
                .forEach(file -> ids.add(
                        prefix(DistinctiveNames.identifyingFolders(file.folders())) + file.stem(),
                        prefix(file.folders()) + file.fileName(),
                        file));
        return ids.byId;
    }

    private void addEarlier(List<FoundFile> files) {
        List<FoundFile> nameless = new ArrayList<>();
        for (FoundFile file : files) {
            ModelId id = id(file.shortName());
            if (byId.putIfAbsent(id, file) != null) {
                nameless.add(file);
            }
        }
        nameless.forEach(file -> addNumbered(file.longName(), file));
    }

    private void addOthers(List<FoundFile> files) {
        files.stream()
                .filter(file -> file.folders().isEmpty())
                .forEach(file -> add(file.stem(), file.fileName(), file));
        addDeep(files.stream().filter(file -> !file.folders().isEmpty()).toList());
    }

    private void addDeep(List<FoundFile> files) {
        List<Deep> deep = labelled(files);
        Map<Series, Integer> levels = levels(deep);
        Map<Series, String> prefixes = new HashMap<>();
        levels.forEach((series, level) -> prefixes.put(series, series.prefix(level)));
        for (Deep each : deep) {
            String name = prefixes.getOrDefault(each.series(), "") + each.label();
            add(name, prefix(each.file().folders()) + each.label(), each.file());
        }
    }

    /** The labels of files of one folder that share a name. One file has the name without suffix. */
    private static List<Deep> labelled(List<FoundFile> sorted) {
        Set<List<Object>> taken = new HashSet<>();
        List<Deep> deep = new ArrayList<>();
        for (FoundFile file : sorted) {
            boolean first = taken.add(List.of(file.folders(), file.stem()));
            deep.add(Deep.of(file, !first));
        }
        return deep;
    }

    /** The lowest level at which each series has a name of its own. */
    private Map<Series, Integer> levels(List<Deep> deep) {
        Map<Series, Integer> levels = new LinkedHashMap<>();
        deep.forEach(each ->
                levels.computeIfAbsent(each.series(), series -> DistinctiveNames.isDistinctive(series.name()) ? 0 : 1));
        Set<String> fixed = new HashSet<>();
        byId.keySet().forEach(id -> fixed.add(RoundName.seriesOf(id.value())));
        boolean changed = true;
        for (int pass = 0; changed && pass < LEVELS * 2; pass++) {
            Map<String, Integer> claims = new HashMap<>();
            levels.forEach((series, level) -> claims.merge(series.prefix(level) + series.name(), 1, Integer::sum));
            changed = false;
            for (Map.Entry<Series, Integer> entry : levels.entrySet()) {
                String name =
                        entry.getKey().prefix(entry.getValue()) + entry.getKey().name();
                if (entry.getValue() < LEVELS - 1 && (fixed.contains(name) || claims.getOrDefault(name, 0) > 1)) {
                    entry.setValue(entry.getValue() + 1);
                    changed = true;
                }
            }
        }
        return levels;
    }

    private void add(String name, String longName, FoundFile file) {
        if (byId.putIfAbsent(id(name), file) != null) {
            addNumbered(longName, file);
        }
    }

    private void addNumbered(String name, FoundFile file) {
        ModelId id = id(name);
        for (int number = 2; byId.containsKey(id); number++) {
            id = id(name + "." + number);
        }
        byId.put(id, file);
    }

    private static String prefix(List<String> folders) {
        return folders.isEmpty() ? "" : String.join("_", folders) + "_";
    }

    /** The id {@code name}, with {@code _} for characters that an id cannot have. A long name keeps its end. */
    private static ModelId id(String name) {
        return ModelId.of(name).orElseGet(() -> {
            String possible = name.replaceAll("[\\p{Cntrl}/\\\\]", "_");
            if (possible.length() > MAX_NAME) {
                String hash = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .substring(0, 8);
                possible = hash + "_" + possible.substring(possible.length() - MAX_NAME);
            }
            return ModelId.of(possible).orElse(new ModelId("_"));
        });
    }
}
