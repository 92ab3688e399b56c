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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private static final Pattern MAKES_MODEL = Pattern.compile(
            "(?m)^def\\s+(?:get|load|create|make|build|init|initialize)_(?:\\w+_)?(?:model|net|network|mlp|cnn)\\s*\\(");
    /** A file that usually has what an app trains. */
    private static final Pattern TASK = Pattern.compile("(?:^|/)(?:task|models?|utils?|client(?:_app)?|main)\\.py$");

    /** A file whose networks are more likely the project's than those of the other files in its folder. */
    private static final Pattern MODEL_FILE = Pattern.compile("(?:\\w*_)?(?:models?|nets?|networks?)\\.py");

    /** Files that test the project. */
    private static final Pattern TESTS = Pattern.compile(
            "(?:^|/)(?:tests?/.*|tests?\\.py|test_[^/]*\\.(?:py|sh)|[^/]*_test\\.(?:py|sh)|conftest\\.py)$");

    /** A Python file without a folder that a script starts: the group is its name. */
    private static final Pattern STARTED =
            Pattern.compile("(?:\\bpython3?\\s+(?:-u\\s+)?|[\"'](?:python3?\\s+)?)(\\w+\\.py)\\b");

    private static final Pattern CHANGES_FOLDER = Pattern.compile("(?m)\\b(?:cd|pushd)\\s|\\bchdir\\(|\\bcwd\\s*=");

    private static final Set<String> WEIGHTS =
            Set.of("saved_models", "global_models", "checkpoints", "checkpoint", "weights", "saved_model");

    private final Path root;
    private final StartScripts scripts = new StartScripts();
    private final NetworkSources classes = new NetworkSources();
    /** Modules with networks. */
    private final Set<String> networks;

    /** Modules with a function that makes a model, for projects whose networks are classes of libraries. */
    private final Set<String> makers = new LinkedHashSet<>();

    /** Modules that usually have what an app trains, for projects that define and make no network. */
    private final Set<String> modules = new LinkedHashSet<>();

    /** All other modules. */
    private final Set<String> rest = new LinkedHashSet<>();

    private final Set<String> apps = new LinkedHashSet<>();
    private final Set<String> folders = new LinkedHashSet<>();
    /** The folders of scripts that start files beside them by their names alone, by the commands of these scripts. */
    private final Map<String, String> ownFolders = new HashMap<>();

    private final PictureSources pictures = new PictureSources();

    /** Reads the sources of the project in {@code root}. */
    private ProjectProposal(Path root) {
        this.root = root;
        for (Path source : sources()) {
            read(source);
        }
        networks = classes.modules();
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
        Stream.of(networks, makers, modules, rest)
                .flatMap(Set::stream)
                .findFirst()
                .ifPresent(module -> lines.put("MODEL_DEFINITION_MODULE", module));
        lines.put(
                "MODEL_WEIGHTS_SUBDIR", folders.size() == 1 ? folders.iterator().next() : ".");
        lines.putAll(pictures.lines());
        return lines;
    }

    private Optional<String> start() {
        if (apps.contains("")) {
            return Optional.of("flwr run .");
        }
        // A server beside apps in other folders is more likely a part of an example.
        Stream<Set<String>> likely = Stream.of(scripts.simulations(), scripts.launchers());
        return (apps.isEmpty() ? Stream.concat(likely, Stream.of(scripts.servers())) : likely)
                .flatMap(Set::stream)
                .findFirst();
    }

    /** Comments about other values that may be right. */
    private String others(Set<String> keys) {
        List<String> comments = new ArrayList<>();
        if (keys.contains("FLOWER_START_SCRIPT")) {
            Set<String> more = new LinkedHashSet<>(scripts.simulations());
            more.addAll(scripts.launchers());
            more.addAll(scripts.servers());
            start().ifPresent(more::remove);
            comment("start scripts", more, comments);
            if (!apps.contains("")) {
                comment("folders of Flower apps, for FLOWER_PROJECT_DIR and flwr run .", apps, comments);
            }
            if (start().filter(scripts.waitingServers()::contains).isPresent()) {
                comments.add("The script waits for clients, which you start as programs of their own.");
            }
            start().map(ownFolders::get)
                    .ifPresent(folder -> comments.add("The script starts files of its own folder, so that folder is the"
                            + " project: FLOWER_PROJECT_DIR=" + root.resolve(folder)));
            if (start().isEmpty() && apps.isEmpty()) {
                list("No source starts Flower. Programs of the project: ", scripts.otherPrograms(), comments);
            }
        }
        if (keys.contains("MODEL_DEFINITION_MODULE")) {
            comment(
                    "modules with networks",
                    (networks.isEmpty() ? makers : networks)
                            .stream().skip(1).collect(Collectors.toCollection(LinkedHashSet::new)),
                    comments);
        }
        boolean any = networks.isEmpty() && makers.isEmpty() && !(modules.isEmpty() && rest.isEmpty());
        if (any && keys.contains("MODEL_DEFINITION_MODULE")) {
            comments.add("No source defines a network of PyTorch, so any module of the project does.");
        }
        comments.addAll(pictures.comments(keys));
        return comments.stream().map(line -> "\n  # " + line).collect(Collectors.joining());
    }

    private static void comment(String what, Set<String> found, List<String> comments) {
        list("Other " + what + ": ", found, comments);
    }

    private static void list(String start, Set<String> found, List<String> comments) {
        if (!found.isEmpty()) {
            String more = found.size() > MAX_OTHERS ? " and " + (found.size() - MAX_OTHERS) + " more" : "";
            comments.add(start + found.stream().limit(MAX_OTHERS).collect(Collectors.joining(", ")) + more);
        }
    }

    /** Python files, shell scripts and pyproject.toml. Files of upper folders, and files of models, come first. */
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
        found.sort(Comparator.comparingInt(Path::getNameCount)
                .thenComparing(file -> String.valueOf(file.getParent()))
                .thenComparing(file ->
                        !MODEL_FILE.matcher(String.valueOf(file.getFileName())).matches())
                .thenComparing(Path::toString));
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
        if (TESTS.matcher(written).find()) {
            return;
        }
        if (written.endsWith(".toml")) {
            if (APP.matcher(text).find()) {
                int slash = written.lastIndexOf('/');
                apps.add(slash < 0 ? "" : written.substring(0, slash));
            }
            return;
        }
        if (written.endsWith(".sh")) {
            scripts.shell("bash " + written, text);
            noteFolder("bash " + written, source, text);
            return;
        }
        noteFolder(command(written, text), source, text);
        String fileName = written.substring(written.lastIndexOf('/') + 1);
        if (!fileName.equals("__init__.py")) {
            scripts.python(command(written, text), fileName.substring(0, fileName.length() - ".py".length()), text);
        }
        classes.read(module(written), text);
        if (MAKES_MODEL.matcher(text).find()) {
            makers.add(module(written));
        } else if (TASK.matcher(written).find()) {
            modules.add(module(written));
        } else if (!fileName.equals("__init__.py")) {
            rest.add(module(written));
        }
        pictures.read(text);
    }

    /** Notes the folder of a script that starts a Python file beside it, and does not change to that folder itself. */
    private void noteFolder(String command, Path source, String text) {
        Path folder = source.getParent();
        if (folder == null
                || folder.equals(root)
                || CHANGES_FOLDER.matcher(text).find()) {
            return;
        }
        boolean beside = STARTED.matcher(text)
                .results()
                .map(started -> started.group(1))
                .anyMatch(file -> Files.exists(folder.resolve(file)) && !Files.exists(root.resolve(file)));
        if (beside) {
            ownFolders.put(command, written(folder));
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

    /** The dotted name of the module if Python can import it, or else the file. */
    private static String module(String file) {
        String module = file.endsWith("/__init__.py")
                ? file.substring(0, file.length() - "/__init__.py".length()) + ".py"
                : file;
        String dotted = module.substring(0, module.length() - ".py".length()).replace('/', '.');
        return dotted.matches("[\\p{L}_][\\p{L}\\d_]*(?:\\.[\\p{L}_][\\p{L}\\d_]*)*") ? dotted : file;
    }

    private String written(Path path) {
        return root.relativize(path).toString().replace(path.getFileSystem().getSeparator(), "/");
    }
}
