package dev.flsys.simulation.failure;

import dev.flsys.flower.command.SanitisedOutput;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The line of a simulation's output with the reason of its failure. It is the last of these lines:
 *
 * <ul>
 *   <li>the line with the exception of a Python traceback. Ray's actors, Flower, rich or an exception group may
 *       decorate the traceback. An exception after {@code Exception ignored in} does not count.
 *   <li>a line that begins with the name of an exception
 *   <li>the error line of argparse, click, typer or {@code flwr}
 * </ul>
 *
 * <p>An exception which only reports that Flower's simulation failed does not replace an earlier exception of the app.
 * If a server did not get its port, the later errors of its clients do not replace its error.
 *
 * <p>If the output has none of these lines, the reason is the exit code that Flower logs, with its message, or a line
 * of a known failure. Otherwise the reason is the last line with a letter or digit. At most {@value #MAX_READ}
 * characters of each line are read. Memory is constant. For one thread at a time.
 */
public final class FailureCause {

    private static final int MAX_READ = 2_000;
    /**
     * The number of other lines after which a traceback counts as ended. Another process may print between its lines.
     */
    private static final int MAX_OTHER_LINES = 20;

    private static final String HEADER = "Traceback (most recent call last)";

    /**
     * The exceptions that Flower raises after it has printed an exception of the app ({@code flwr.simulation}, 1.5 to
     * 1.42). Of {@code ClientException} (1.5 to 1.7), the message is on the next line, and repeats the traceback.
     */
    private static final Pattern OF_FLOWER =
            Pattern.compile("RuntimeError: (?:Simulation (?:Engine )?crashed\\.|Exception in ServerApp thread|An error"
                    + " was encountered\\. Ending simulation\\.)|(?:(?:subprocess\\.)?CalledProcessError: )?Command"
                    + " '\\['flower-simulation'.*|(?:\\w+\\.)*ClientException:");

    /** The end of the first line of an exception of gRPC. Its status and its details are on the next two lines. */
    private static final String OF_RPC = "of RPC that terminated with:";

    private static final String RPC_STATUS = "status = StatusCode.";
    private static final String RPC_DETAILS = "details = ";

    /** An exception of a client whose server ended, or did not start. */
    private static final Pattern LOST_SERVER =
            Pattern.compile("StatusCode\\.(?:UNAVAILABLE|CANCELLED)|Stream removed|RST_STREAM");

    /** The line that {@code flwr.supercore.exit} logs before it ends a process of Flower. */
    static final Pattern EXIT_CODE = Pattern.compile("Exit Code: \\d{3}");

    private static final String EXIT_CODE_START = "Exit Code: ";

    /** The beginnings of last lines that only refer to other places, without a reason of the failure. */
    private static final List<String> HINTS = List.of(
            "For more information, visit: <",
            "Set the environment variable HYDRA_FULL_ERROR=1",
            "Pass --helpshort or --helpfull",
            "Run 'docker ",
            "See 'docker ");

    /**
     * A line of the output.
     *
     * @param text without colours and the prefixes of Ray and Flower
     * @param seq the number of its event
     * @param frames the frames of the traceback that ended with it, without frames of libraries; empty if there was
     *     none
     */
    public record Quote(String text, long seq, List<Frame> frames) {}

    private final LastLines lastLines = new LastLines();
    private final Frames frames = new Frames();

    private @Nullable Quote found;
    /** Whether {@link #found} is the end of a traceback. */
    private boolean foundRaised;

    /** The exception before the exceptions of clients whose server ended; null if there is none. */
    private @Nullable Quote beforeLostServer;

    /** Whether a traceback ended with an exception that Python did not ignore. */
    private boolean raised;
    /** Whether the message of the exception begins on the next line. */
    private boolean messageFollows;

    private @Nullable Quote last;

    private boolean traceback;
    /** The prefix of the process that prints the traceback. */
    private String actor = "";
    /** The number of other lines that may still follow before the traceback counts as ended. */
    private int otherLinesLeft;

    private boolean group;
    /** Whether the traceback belongs to an exception that Python ignores. */
    private boolean ignored;

    private boolean ignoredNext;
    private boolean errorBox;
    /** Whether the next lines of the box belong to the message. */
    private boolean boxFollows;

    private boolean continuing;

    /**
     * Reads a line.
     *
     * @param continues whether the next call gets another piece of the same line
     * @param seq the number of its event
     */
    public void readLine(String text, boolean continues, long seq) {
        boolean piece = continuing;
        continuing = continues;
        if (piece || text.isBlank()) {
            return;
        }
        String read = text.length() <= MAX_READ ? text : text.substring(0, MAX_READ);
        if (read.indexOf('\u001B') >= 0) {
            read = SanitisedOutput.withoutEscapes(read);
        }
        int prefix = OutputText.actorPrefix(read);
        String plain = OutputText.withoutLevel(read.substring(prefix));
        lastLines.add(plain, seq);
        read(read.substring(0, prefix).strip(), plain, seq);
    }

    /** The line with an exception or an error; empty if there is none. */
    public Optional<Quote> exception() {
        return Optional.ofNullable(found);
    }

    /** Whether a traceback in the output ended with an exception that Python did not ignore. */
    public boolean hasTraceback() {
        return raised;
    }

    /** The line with the reason; empty if nothing was printed. */
    public Optional<Quote> reason() {
        return exception().or(this::knownLine).or(() -> Optional.ofNullable(last));
    }

    /** The newest of the last lines that shows a known failure. */
    private Optional<Quote> knownLine() {
        return lastLines.newestFirst().stream()
                .filter(line -> FailureTable.isKnown(line.text()))
                .findFirst()
                .map(line -> new Quote(line.text().strip(), line.seq(), List.of()));
    }

    /** The last lines of the output. */
    LastLines lastLines() {
        return lastLines;
    }

    /** The frames of a crash of the interpreter, the newest last; empty if it did not crash, or printed none. */
    List<Frame> crash() {
        return frames.isCrash() ? frames.all() : List.of();
    }

    private void read(String by, String text, long seq) {
        boolean follows = messageFollows;
        messageFollows = false;
        if (text.startsWith("Fatal Python error: ") || text.startsWith("Current thread 0x")) {
            frames.crash();
        } else if (text.contains("During handling of the above exception")
                || text.contains("was the direct cause of")) {
            frames.chain();
        }
        if (text.contains(HEADER)) {
            frames.begin();
            begin(by, text.contains("Exception Group"));
            return;
        }
        if (text.startsWith("Exception ignored in")) {
            ignoredNext = true;
            return;
        }
        if (traceback && by.equals(actor) && readTraceback(text, seq)) {
            return;
        }
        if (!traceback && text.startsWith("  File \"") && text.contains("\", line ")) {
            // A syntax error in the script itself has no header.
            if (!frames.isCrash()) {
                frames.begin();
            }
            frames.readLine(text);
            begin(by, false);
            return;
        }
        readOutside(text, follows, seq);
    }

    private void begin(String by, boolean ofGroup) {
        traceback = true;
        actor = by;
        otherLinesLeft = MAX_OTHER_LINES;
        group |= ofGroup;
        ignored = ignoredNext;
        ignoredNext = false;
    }

    /** Reads a line while a traceback is printed. Returns whether the line belongs to the traceback. */
    private boolean readTraceback(String text, long seq) {
        String content = group ? OutputText.withoutMargin(text) : text;
        if (content.isEmpty() || OutputText.isFrame(content.charAt(0))) {
            frames.readLine(content);
            return true;
        }
        int name = OutputText.nameLength(content);
        boolean bare = name == content.stripTrailing().length();
        if (name > 0
                && (bare ? Character.isUpperCase(OutputText.lastPart(content, name)) : content.charAt(name) == ':')) {
            traceback = false;
            if (!ignored) {
                raised = true;
                found(content, seq, frames.all());
            }
            return true;
        }
        traceback = --otherLinesLeft > 0;
        return false;
    }

    private void readOutside(String text, boolean follows, long seq) {
        String content = (group ? OutputText.withoutMargin(text) : text).strip();
        group &= OutputText.isMargin(text);
        String plain = OutputText.isBox(content.isEmpty() ? ' ' : content.charAt(0))
                ? OutputText.withoutBox(content)
                : content;
        boxFollows &= content.startsWith("│");
        if (!OutputText.hasLetterOrDigit(plain) || isHint(plain)) {
            return;
        }
        if (plain.equals("Error") && content.startsWith("╭")) {
            errorBox = true;
            return;
        }
        boolean unindented = !Character.isWhitespace(text.charAt(0)) || group;
        if (errorBox || (unindented && (OutputText.isException(plain) || OutputText.isErrorLine(plain)))) {
            boolean inBox = errorBox;
            errorBox = false;
            Quote before = found;
            found(plain, seq, found != null && found.text().equals(plain) ? found.frames() : List.of());
            boxFollows = inBox && !Objects.equals(found, before);
        } else if (found == null
                && plain.startsWith(EXIT_CODE_START)
                && EXIT_CODE.matcher(plain).matches()) {
            found(plain, seq, List.of());
            messageFollows = true;
        } else if ((follows || boxFollows) && found != null && found.text().length() < MAX_READ) {
            found = new Quote(found.text() + " " + plain, found.seq(), found.frames());
            readRpc(plain);
        }
        last = new Quote(plain, seq, List.of());
    }

    /**
     * Reads the second and the third line of an exception of gRPC. If a program ended with an exception of its own
     * before, that program may be the server. Then clients only lose their server.
     */
    private void readRpc(String line) {
        if (found == null || !found.text().contains(OF_RPC)) {
            return;
        }
        messageFollows = line.startsWith(RPC_STATUS);
        if (line.startsWith(RPC_DETAILS)
                && beforeLostServer != null
                && LOST_SERVER.matcher(found.text()).find()) {
            found = beforeLostServer;
        }
    }

    private static boolean isHint(String text) {
        for (String hint : HINTS) {
            if (text.startsWith(hint)) {
                return true;
            }
        }
        return false;
    }

    private void found(String text, long seq, List<Frame> origin) {
        if (found != null && FailureTable.isPortInUse(found.text())) {
            return;
        }
        String line = OutputText.withoutRepeats(text).strip();
        if (found != null && OF_FLOWER.matcher(line).matches()) {
            return;
        }
        if (line.endsWith(OF_RPC) && (found == null || !found.text().contains(OF_RPC))) {
            beforeLostServer = foundRaised ? found : null;
        }
        foundRaised = !origin.isEmpty();
        found = new Quote(line, seq, origin);
        last = found;
        messageFollows = line.endsWith(":");
    }
}
