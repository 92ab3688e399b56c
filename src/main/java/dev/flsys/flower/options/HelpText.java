package dev.flsys.flower.options;

import dev.flsys.flower.command.FixedWords;
import dev.flsys.flower.command.ShownText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads options from the text of a help, as click, typer (with and without rich's boxes), docopt, optparse, absl and
 * argparse itself print it: what stands before two blanks is the option, what comes after, on deeper lines as well, its
 * help.
 */
final class HelpText {

    private static final int MOST_LINES = 5_000;
    private static final int LONGEST_LINE = 4_000;
    private static final int LONGEST_HELP = 2_000;

    private final Path root;
    private final List<String> lines;

    private HelpText(String text, Path root) {
        this.root = root;
        this.lines = ShownText.withoutEscapes(text)
                .lines()
                .limit(MOST_LINES)
                .map(line -> line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE))
                .map(HelpText::withoutBox)
                .toList();
    }

    /** @param root the project's folder */
    static StartOptions read(String text, ScriptOptions spelling, Path root, String command, FixedWords fixed) {
        HelpText help = new HelpText(text, root);
        OfferedOptions offered = new OfferedOptions(root, spelling, fixed.options());
        help.entries().forEach(entry -> entry.offer(offered));
        List<StartOption> list = offered.list();
        return list.isEmpty()
                ? StartOptions.none(command, "The script's help names no options that could be given here.")
                : new StartOptions(command, StartOptions.Source.HELP, help.description(), list, null);
    }

    /** Whether absl wrote it, which exits with 1 after its help. */
    static boolean isOfAbsl(String text) {
        return text.lines()
                .limit(MOST_LINES)
                .map(String::strip)
                .filter(line -> line.length() <= LONGEST_LINE)
                .anyMatch(HelpEntry::isOfAbsl);
    }

    /**
     * What rich draws around and between options goes; {@code *} marks what is required there, and is told in words,
     * too.
     */
    private static String withoutBox(String line) {
        return line.replaceAll("[\\u2500-\\u257F]", " ")
                .replaceFirst("^(\\s*)\\*(\\s)", "$1 $2")
                .stripTrailing();
    }

    private List<HelpEntry> entries() {
        List<HelpEntry> entries = new ArrayList<>();
        HelpEntry last = null;
        for (String line : lines) {
            String text = line.strip();
            int indent = line.indexOf(text);
            if (HelpEntry.begins(text)) {
                last = HelpEntry.of(indent, text);
                entries.add(last);
            } else if (text.isEmpty() || (last != null && indent <= last.indent())) {
                last = null;
            } else if (last != null && last.help().length() < LONGEST_HELP) {
                last.help().append(' ').append(text);
            }
        }
        return entries;
    }

    /** The first paragraph after the usage. */
    private @Nullable String description() {
        StringBuilder paragraph = new StringBuilder();
        boolean usage = false;
        for (String line : lines) {
            String text = line.strip();
            boolean begins = text.toLowerCase(Locale.ROOT).startsWith("usage:");
            if (begins || usage) {
                usage = !text.isEmpty();
            } else if (text.startsWith("-") || text.endsWith(":") || (text.isEmpty() && !paragraph.isEmpty())) {
                break;
            } else if (paragraph.length() < LONGEST_HELP) {
                paragraph.append(text).append(' ');
            }
        }
        return ShownText.line(paragraph.toString(), root);
    }
}
