package dev.flsys.flower.options;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The output that a shell script writes to files. Flower logs to the standard error. If the script sends that to a
 * file, neither lines nor rounds of the training can be shown while it runs.
 */
final class HiddenOutput {

    private static final String FILE = "[\"']?(?=\\S{0,200}?[A-Za-z_}/])([\\w./${}@%+:-]{1,400}+)[\"']?";

    /** A program that may print lines of Flower. */
    private static final Pattern CALL = Pattern.compile(
            "(?:^|[\\s;&|(`])(?:[\\w./${}~-]*/)?(?:python[\\d.]*|flwr|flower-[a-z-]+|torchrun|accelerate)(?=\\s)");

    /** The end of a command. The characters {@code &} of {@code &>} and {@code 2>&1} do not end it. */
    private static final Pattern END = Pattern.compile(";|\\||(?<![>&])&(?![>])|\\)\\s*$");

    private static final Pattern ERROR_TO_FILE =
            Pattern.compile("(?:&>>?|>&|(?<!\\S)2>>?)\\s*" + FILE + "|(?<![\\d&])1?>>?\\s*" + FILE + "\\s+2>&1");

    private static final String NOWHERE = "/dev/null";

    private static final Pattern WHOLE = Pattern.compile("(?m)^\\s*exec\\s+([^\\n]*)$");

    /** A command that prints a file, such as {@code tail -f server.log}. */
    private static final Pattern PRINTS = Pattern.compile("(?:^|\\s)(?:tail|cat)\\s");

    /** The most files that are searched in commands that print files. */
    private static final int MAX_FILES = 20;

    private HiddenOutput() {}

    /**
     * A warning, with the change of the script that shows the output. Empty if any call of Python or Flower prints to
     * the output of the script, if a command prints one of the files, or if there is no such call.
     *
     * @param name the script as users write it
     * @param text its text without comments, in which a command is one line
     */
    static Optional<String> findWarning(String name, String text) {
        Optional<String> whole = WHOLE.matcher(text)
                .results()
                .flatMap(line -> fileOf(END.split(line.group(1), 2)[0]).stream())
                .findFirst();
        if (whole.isPresent()) {
            return whole.map(file -> name + " sends its output to " + file
                    + ", so its lines and rounds cannot be shown. Remove the line that begins with exec.");
        }
        List<String> commands = text.lines().flatMap(END::splitAsStream).toList();
        List<Optional<String>> outputs = commands.stream()
                .filter(command -> CALL.matcher(command).find())
                .map(HiddenOutput::fileOf)
                .toList();
        List<String> files = outputs.stream()
                .flatMap(Optional::stream)
                .distinct()
                .limit(MAX_FILES)
                .toList();
        boolean shown = outputs.stream().anyMatch(Optional::isEmpty)
                || commands.stream()
                        .filter(command -> PRINTS.matcher(command).find())
                        .anyMatch(command -> files.stream().anyMatch(command::contains));
        return shown || files.isEmpty()
                ? Optional.empty()
                : Optional.of(name + " sends the output of its programs to files such as " + files.get(0)
                        + ", so their lines and rounds cannot be shown. " + remedy(files.get(0)));
    }

    private static String remedy(String file) {
        return file.equals(NOWHERE)
                ? "Remove the redirection."
                : "Write 2>&1 | tee " + file + " in place of the redirection.";
    }

    /** The file that gets the standard error of a command; empty if it is shown. */
    private static Optional<String> fileOf(String command) {
        Matcher file = ERROR_TO_FILE.matcher(command);
        return file.find() ? Optional.of(file.group(1) == null ? file.group(2) : file.group(1)) : Optional.empty();
    }
}
