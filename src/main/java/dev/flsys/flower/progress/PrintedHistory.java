package dev.flsys.flower.progress;

import dev.flsys.flower.progress.RoundDraft.Part;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The history that {@code Server.fit} prints after its last round. From Flower 1.8 on, each section has a heading
 * ({@code History (loss, distributed):}), and then lines such as {@code round 1: 0.5} or lists of {@code (1, 0.5)}.
 * Flower 1.8 prints all rounds of a section in one line, before the heading of the next section. Earlier versions print
 * one line each ({@code app_fit: losses_distributed [(1, 0.5)]}). For one thread.
 */
final class PrintedHistory {

    private static final Pattern SECTION =
            Pattern.compile("History \\((loss|metrics), (distributed|centralized)(?:, (fit|evaluate))?\\)");
    /** Flower begins the message with a tab, behind the prefix of the project's own logger. */
    private static final Pattern SECTION_LINE =
            Pattern.compile("(?:^(?:[A-Z]+ *:)?\\s+|\\t| {8})(?:round \\d+:|\\{?'|\\(\\d)");

    private static final Pattern ONE_LINE =
            Pattern.compile("app_fit: (losses|metrics)_(distributed|centralized)(_fit)? (.*)");
    private static final Pattern ROUND_LOSS = Pattern.compile("round (\\d{1,9}): " + PrintedNumbers.NUMBER);
    private static final Pattern NAME = Pattern.compile("'([^']{1,64})': \\[");
    private static final Pattern POINT = Pattern.compile("\\((\\d{1,9}), " + PrintedNumbers.NUMBER + "\\)");

    /** Receives the numbers of the history. */
    interface Receiver {

        void number(Part part, int round, String name, String number);
    }

    private final Receiver receiver;
    private @Nullable Part part;
    private String name = "";

    PrintedHistory(Receiver receiver) {
        this.receiver = receiver;
    }

    /** Whether the next line may belong to a section that has begun. */
    boolean isOpen() {
        return part != null;
    }

    /** Ends the section that has begun. */
    void close() {
        part = null;
    }

    /** Reads a line without colours; other lines end the section. */
    void readLine(String plain) {
        Matcher one = ONE_LINE.matcher(plain);
        if (one.find()) {
            begin(one.group(1), one.group(2), one.group(3) != null);
            readPoints(one.group(4));
            close();
            return;
        }
        Matcher section = SECTION.matcher(plain);
        if (section.find()) {
            if (isOpen()) {
                readSectionLine(plain.substring(0, section.start()));
            }
            begin(section.group(1), section.group(2), "fit".equals(section.group(3)));
            return;
        }
        readSectionLine(plain);
    }

    /**
     * Reads a line of the section that has begun. Any other line, such as the first line after the history, ends the
     * section.
     */
    private void readSectionLine(String plain) {
        if (!SECTION_LINE.matcher(plain).find()) {
            close();
            return;
        }
        Matcher loss = ROUND_LOSS.matcher(plain);
        if (!name.equals("loss") || !loss.find()) {
            readPoints(plain);
            return;
        }
        do {
            addNumber(loss.group(1), loss.group(2));
        } while (loss.find());
    }

    private void begin(String what, String where, boolean fit) {
        part = where.equals("centralized") ? Part.CENTRAL : fit ? Part.TRAIN : Part.EVALUATE;
        name = what.startsWith("loss") ? "loss" : "";
    }

    private void readPoints(String plain) {
        Matcher named = NAME.matcher(plain);
        Matcher point = POINT.matcher(plain);
        // Each matcher reads the line only once.
        boolean hasName = named.find();
        while (point.find()) {
            while (hasName && named.start() < point.start()) {
                name = named.group(1);
                hasName = named.find();
            }
            addNumber(point.group(1), point.group(2));
        }
    }

    private void addNumber(String round, String number) {
        Part to = part;
        if (to != null && !name.isEmpty()) {
            receiver.number(to, Integer.parseInt(round), name, number);
        }
    }
}
