package dev.flsys.platform.proposal;

import dev.flsys.model.catalog.SkippedFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lines for {@code .env} that the sources of a Flower project suggest, for a user who starts the service on it for the
 * first time. The sources are searched for words and are not run. The number of files, their size and the depth of
 * folders are bounded.
 */
public final class ProjectProposal {

    private static final int MAX_DEPTH = 5;
    private static final int MAX_FILES = 2_000;
    private static final int MAX_SOURCES = 300;
    private static final int MAX_BYTES = 256 << 10;
    private static final int MAX_OTHERS = 3;

    private static final Pattern APP = Pattern.compile("(?m)^\\[tool\\.flwr(?:\\.app)?[.\\]]");
    private static final Pattern SIMULATION = Pattern.compile("\\b(?:start|run)_simulation\\s*\\(");
    /** A shell script that starts a server and clients, as many examples have it. */
    private static final Pattern STARTS_CLIENTS = Pattern.compile("\\bpython3?\\b.*\\bclient");

    private static final Pattern SERVER = Pattern.compile("\\bstart_server\\s*\\(");
    private static final Pattern NETWORK =
            Pattern.compile("(?m)^class\\s+\\w+\\s*\\([^)]*\\b(?:nn\\.Module|Module|LightningModule)\\b[^)]*\\)\\s*:");
    private static final Pattern NORMALISATION = Pattern.compile(
            "\\bNormalize\\(\\s*(?:mean\\s*=\\s*)?[\\[(]([\\d., ]+)[\\])]\\s*,\\s*(?:std\\s*=\\s*)?[\\[(]([\\d., ]+)[\\])]");
    private static final Pattern RESIZED = Pattern.compile("\\bResize\\(\\s*[\\[(]?\\s*(\\d{1,4})\\b");
    private static final Set<String> WEIGHTS =
            Set.of("saved_models", "global_models", "checkpoints", "checkpoint", "weights", "saved_model");

    /** Labels and sizes of the data sets that tutorials use, by names in sources. The first that occurs counts. */
    private static final Map<Pattern, DataSet> DATA_SETS = new LinkedHashMap<>();

    static {
        DATA_SETS.put(
                Pattern.compile("(?i)\\bfashion_?mnist\\b"),
                new DataSet("T-shirt/top,Trouser,Pullover,Dress,Coat,Sandal,Shirt,Sneaker,Bag,Ankle boot", 28));
        DATA_SETS.put(
                Pattern.compile("(?i)\\bcifar-?10\\b"),
                new DataSet("airplane,automobile,bird,cat,deer,dog,frog,horse,ship,truck", 32));
        DATA_SETS.put(Pattern.compile("(?i)\\bmnist\\b"), new DataSet("0,1,2,3,4,5,6,7,8,9", 28));
    }

    private record DataSet(String labels, int size) {}

    private final Path root;
    private final Set<String> starts = new LinkedHashSet<>();
    private final Set<String> shells = new LinkedHashSet<>();
    private final Set<String> servers = new LinkedHashSet<>();
    private final Set<String> networks = new LinkedHashSet<>();
    private final Set<String> apps = new LinkedHashSet<>();
    private final Set<String> folders = new LinkedHashSet<>();
    private final Map<String, String> pictures = new LinkedHashMap<>();
    /** Whether a source has ToTensor, which gives values from 0 to 1, and whether one normalises these. */
    private boolean scaled;

    private boolean normalised;

    /** Reads the sources of the project in {@code root}. */
    private ProjectProposal(Path root) {
        this.root = root;
        for (Path source : sources()) {
            read(source);
        }
    }

    /**
     * The lines for {@code keys}, with a first line about them; empty if the project suggests none.
     *
     * @param root folder of the project
     * @param keys of settings that are not set or wrong
     */
    public static String of(Path root, Set<String> keys) {
        ProjectProposal proposal = new ProjectProposal(root);
        String lines = proposal.lines().entrySet().stream()
                .filter(line -> keys.contains(line.getKey()))
                .map(line -> "  " + line.getKey() + "=" + line.getValue())
                .collect(Collectors.joining("\n"));
        String others = proposal.others(keys);
        return lines.isEmpty() && others.isEmpty()
                ? ""
                : "\n\nThe files of the project suggest these lines for .env. Check them, because the sources were only"
                        + " searched for words:\n\n" + lines + others;
    }

    private Map<String, String> lines() {
        Map<String, String> lines = new LinkedHashMap<>();
        start().ifPresent(start -> lines.put("FLOWER_START_SCRIPT", start));
        networks.stream().findFirst().ifPresent(module -> lines.put("MODEL_DEFINITION_MODULE", module));
        lines.put(
                "MODEL_WEIGHTS_SUBDIR", folders.size() == 1 ? folders.iterator().next() : ".");
        lines.putAll(pictures);
        if (scaled && !normalised) {
            lines.put("IMG_MEAN", "0");
            lines.put("IMG_STD", "1");
        }
        return lines;
    }

    private Optional<String> start() {
        if (apps.contains("")) {
            return Optional.of("flwr run .");
        }
        // A server beside apps in other folders is more likely a part of an example.
        Stream<Set<String>> scripts = apps.isEmpty() ? Stream.of(starts, shells, servers) : Stream.of(starts, shells);
        return scripts.flatMap(Set::stream).findFirst();
    }

    /** Comments about what else may be meant. */
    private String others(Set<String> keys) {
        List<String> comments = new ArrayList<>();
        if (keys.contains("FLOWER_START_SCRIPT")) {
            Set<String> scripts = new LinkedHashSet<>(starts);
            scripts.addAll(shells);
            scripts.addAll(servers);
            start().ifPresent(scripts::remove);
            comment("start scripts", scripts, comments);
            if (!apps.contains("")) {
                comment("folders of Flower apps, for FLOWER_PROJECT_DIR and flwr run .", apps, comments);
            }
            if (start().filter(servers::contains).isPresent()) {
                comments.add("The script waits for clients, which you start as programs of their own.");
            }
        }
        if (keys.contains("MODEL_DEFINITION_MODULE")) {
            comment(
                    "modules with networks",
                    networks.stream().skip(1).collect(Collectors.toCollection(LinkedHashSet::new)),
                    comments);
        }
        return comments.stream().map(line -> "\n  # " + line).collect(Collectors.joining());
    }

    private static void comment(String what, Set<String> found, List<String> comments) {
        if (!found.isEmpty()) {
            String more = found.size() > MAX_OTHERS ? " and " + (found.size() - MAX_OTHERS) + " more" : "";
            comments.add(
                    "Other " + what + ": " + found.stream().limit(MAX_OTHERS).collect(Collectors.joining(", ")) + more);
        }
    }

    /** Python files, shell scripts and pyproject.toml, those of upper folders first. */
    private List<Path> sources() {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(root, Set.of(), MAX_DEPTH, new SimpleFileVisitor<>() {
                private int files;

                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    String name = String.valueOf(folder.getFileName());
                    boolean other = !folder.equals(root)
                            && (name.startsWith(".")
                                    || SkippedFolders.isForeign(name)
                                    || Files.exists(folder.resolve("pyvenv.cfg")));
                    if (!other && WEIGHTS.contains(name)) {
                        folders.add(written(folder));
                    }
                    return other ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String name = String.valueOf(file.getFileName());
                    if (attributes.isRegularFile()
                            && attributes.size() <= MAX_BYTES
                            && (name.endsWith(".py") || name.endsWith(".sh") || name.equals("pyproject.toml"))) {
                        found.add(file);
                    }
                    return ++files < MAX_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException | UncheckedIOException unreadable) {
            return List.of();
        }
        found.sort(Comparator.comparingInt(Path::getNameCount).thenComparing(Path::toString));
        return found.stream().limit(MAX_SOURCES).toList();
    }

    private void read(Path source) {
        String text;
        try {
            text = new String(Files.readAllBytes(source), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            return;
        }
        String written = written(source);
        if (written.endsWith(".toml")) {
            if (APP.matcher(text).find()) {
                int slash = written.lastIndexOf('/');
                apps.add(slash < 0 ? "" : written.substring(0, slash));
            }
            return;
        }
        if (written.endsWith(".sh")) {
            if (STARTS_CLIENTS.matcher(text).find()) {
                shells.add("bash " + written);
            }
            return;
        }
        if (SIMULATION.matcher(text).find()) {
            starts.add(command(written, text));
        } else if (SERVER.matcher(text).find()) {
            servers.add(command(written, text));
        }
        if (NETWORK.matcher(text).find()) {
            networks.add(module(written));
        }
        DATA_SETS.forEach((name, data) -> {
            if (!pictures.containsKey("CLASS_LABELS") && name.matcher(text).find()) {
                pictures.put("CLASS_LABELS", data.labels());
                pictures.putIfAbsent("IMG_SIZE", String.valueOf(data.size()));
            }
        });
        Matcher resized = RESIZED.matcher(text);
        if (resized.find()) {
            pictures.put("IMG_SIZE", resized.group(1));
        }
        scaled |= text.contains("ToTensor(");
        normalised |= text.contains("Normalize(");
        Matcher numbers = NORMALISATION.matcher(text);
        if (!pictures.containsKey("IMG_MEAN") && numbers.find()) {
            pictures.put("IMG_MEAN", numbers(numbers.group(1)));
            pictures.put("IMG_STD", numbers(numbers.group(2)));
        }
    }

    /** A script that imports modules by the names of its folders, or relative to its own, is started as a module. */
    private static String command(String file, String text) {
        int slash = file.indexOf('/');
        String module = module(file);
        boolean inPackage = slash > 0
                && !module.equals(file)
                && Pattern.compile("(?m)^\\s*(?:from|import)\\s+(?:\\.|" + Pattern.quote(file.substring(0, slash))
                                + "\\b)")
                        .matcher(text)
                        .find();
        return inPackage ? "python -m " + module : file;
    }

    private static String numbers(String written) {
        return written.replace(" ", "").replaceFirst(",$", "");
    }

    /** A dotted name where Python can import one, or else the file. */
    private static String module(String file) {
        String dotted = file.substring(0, file.length() - ".py".length()).replace('/', '.');
        return dotted.matches("[\\p{L}_][\\p{L}\\d_]*(?:\\.[\\p{L}_][\\p{L}\\d_]*)*") ? dotted : file;
    }

    private String written(Path path) {
        return root.relativize(path).toString().replace(path.getFileSystem().getSeparator(), "/");
    }
}
