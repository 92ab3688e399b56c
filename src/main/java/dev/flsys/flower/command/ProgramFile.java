package dev.flsys.flower.command;

import dev.flsys.process.Programs;
import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file of a start command that runs neither Python nor Flower: a script of the project, or a program. */
public final class ProgramFile {

    private static final int HEAD_BYTES = 256;
    private static final int METADATA_BYTES = 16 * 1024;
    private static final Pattern SHELL = Pattern.compile("(?:.*/)?(sh|bash|dash|zsh|ksh)");
    private static final Pattern SHEBANG = Pattern.compile("^#![^\\n]*?\\b(sh|bash|dash|zsh|ksh|python)[\\d.]*\\b");

    private ProgramFile() {}

    /** The reason why the program of a command cannot run; empty if there is none. */
    static Optional<String> findProblem(List<String> words, FlowerProject project) {
        String first = words.get(0);
        boolean found = Programs.find(first, project.root()).isPresent();
        Optional<Path> file = findFile(project, first);
        if (file.isPresent() && (Files.isExecutable(file.get()) || !found)) {
            return findFault(List.of(), words, file.get());
        }
        if (!found) {
            return Optional.of("There is no such script in the project, and no such program."
                    + CommandMistakes.suggest(words, project));
        }
        return findMissingArgument(words, project);
    }

    private static Optional<String> findMissingArgument(List<String> words, FlowerProject project) {
        return findScript(words)
                .filter(script -> findFile(project, script).isEmpty() && !script.startsWith("/"))
                .map(script -> "There is no script " + script + " in the project.");
    }

    /**
     * The reason why the program behind a wrapper cannot run; empty if none is known. A wrapper finds programs on the
     * PATH of its own environment, but not in the project's folder.
     */
    static Optional<String> findProblem(Wrapper wrapper, FlowerProject project) {
        List<String> inner = wrapper.inner();
        String first = inner.get(0);
        Optional<Path> file = findFile(project, first);
        if (file.isPresent() && first.contains("/")) {
            return findFault(wrapper.prefix(), inner, file.get());
        }
        if (file.isPresent() && first.endsWith(".sh")) {
            return Optional.of(
                    wrapper.name() + " finds no script of the project without a shell: set FLOWER_START_SCRIPT="
                            + suggestCommand(wrapper.prefix(), readHead(file.get()), inner) + ".");
        }
        return findMissingArgument(inner, project);
    }

    private static String suggestCommand(List<String> prefix, String head, List<String> words) {
        List<String> all = new ArrayList<>(prefix);
        all.add(shell(head));
        all.addAll(words);
        return CommandText.of(all);
    }

    /** The shell script that a command runs, if the file is in the project. */
    public static Optional<Path> findShellScript(StartCommand command, FlowerProject project) {
        Optional<Path> own = findFile(project, command.inner().get(0)).filter(file -> {
            Matcher shebang = SHEBANG.matcher(readHead(file));
            return shebang.find() && !shebang.group(1).equals("python");
        });
        return own.or(() -> findScript(command.inner()).flatMap(script -> findFile(project, script)));
    }

    /** The words after the shell script of a command. */
    public static List<String> scriptArguments(StartCommand command) {
        List<String> words = command.inner();
        int script = findScript(words).map(words::indexOf).orElse(0);
        return words.subList(script + 1, words.size());
    }

    /** The text of {@code bash -c TEXT}, and the words behind it; empty if a command has no such text. */
    public static Optional<List<String>> findShellText(List<String> words) {
        if (!SHELL.matcher(words.get(0)).matches()) {
            return Optional.empty();
        }
        for (int at = 1; at + 1 < words.size() && words.get(at).startsWith("-"); at++) {
            if (words.get(at).matches("-[a-z]*c[a-z]*")) {
                return Optional.of(words.subList(at + 1, words.size()));
            }
        }
        return Optional.empty();
    }

    /** The script that a shell gets as its argument. */
    private static Optional<String> findScript(List<String> words) {
        if (!SHELL.matcher(words.get(0)).matches()) {
            return Optional.empty();
        }
        for (String word : words.subList(1, words.size())) {
            if (!word.startsWith("-")) {
                return Optional.of(word);
            }
            if (word.matches("-[a-z]*[cs][a-z]*")) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** @param prefix the wrapper's words */
    private static Optional<String> findFault(List<String> prefix, List<String> words, Path file) {
        String head = readHead(file);
        String name = words.get(0);
        boolean executable = Files.isExecutable(file);
        boolean program = head.startsWith("\u007fELF") || head.startsWith("MZ") || head.indexOf('\0') >= 0;
        if (executable && (program || head.matches("(?s)#![^\\r\\n]+(?:\\n.*)?"))) {
            return Optional.empty();
        }
        String instead = "set FLOWER_START_SCRIPT=" + suggestCommand(prefix, head, words);
        if (head.matches("(?s)#![^\\n]*\\r\\n.*")) {
            return Optional.of(name + " has the line ends of Windows: run sed -i 's/\\r$//' " + name + ", and "
                    + "chmod +x " + name + ".");
        }
        if (!program && !head.startsWith("#!")) {
            String also = executable ? "" : ", and run chmod +x " + name;
            return Optional.of(name + " does not begin with #!" + (executable ? "" : " and is not executable")
                    + ": make #!/usr/bin/env bash its first line" + also + "; or " + instead + ".");
        }
        return Optional.of(
                name + " is not executable: run chmod +x " + name + (program ? "." : ", or " + instead + "."));
    }

    private static String shell(String head) {
        Matcher shebang = SHEBANG.matcher(head);
        return shebang.find() ? shebang.group(1) : "bash";
    }

    /** Whether a Python script names its packages itself (PEP 723), at its beginning. */
    static boolean hasInlineMetadata(Path file) {
        return readHead(file, METADATA_BYTES).lines().anyMatch(line -> line.stripTrailing()
                .equals("# /// script"));
    }

    private static String readHead(Path file) {
        return readHead(file, HEAD_BYTES);
    }

    /** The first bytes of a file as characters; empty if it cannot be read. */
    private static String readHead(Path file, int bytes) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
        } catch (IOException unreadable) {
            return "";
        }
    }

    private static Optional<Path> findFile(FlowerProject project, String name) {
        return project.resolve(name).filter(Files::isRegularFile);
    }
}
