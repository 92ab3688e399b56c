package dev.flsys.flower.progress;

import dev.flsys.process.OutputLine;
import dev.flsys.process.OutputLines;
import dev.flsys.testsupport.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Any output has lines of a bounded length and rounds with finite numbers, colours and progress bars included. */
class ProgressFuzzTest extends FuzzTarget {

    private static final Path OUTPUTS = Path.of("src/test/resources/flower");
    private static final int MAX_SEED = 6_000;

    @Override
    protected List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        try (Stream<Path> files = Files.list(OUTPUTS)) {
            for (Path file : files.sorted().toList()) {
                byte[] output = Files.readAllBytes(file);
                seeds.add(output.length <= MAX_SEED ? output : Arrays.copyOf(output, MAX_SEED));
            }
        }
        seeds.add(text("\u001b[92mINFO \u001b[0m:      [ROUND 1/3]\nround 1:  10%|#\rround 1: 100%|##\r\n"));
        seeds.add(
                text(
                        "INFO flwr 2024 | app.py:1 | app_fit: losses_centralized [(0, 2.5), (1, np.float64(0.5))]\n"
                                + "INFO : History (loss, distributed):\n\tround 1: 0.5\nfit progress: (1, 0.5, {'accuracy': 0.8}, 4.2)\n"));
        seeds.add(text("INFO : [ROUND 1/100]\nfit progress: (1, 0.5, {}, 4.2)\nINFO : [ROUND 100/100]\n"
                + "fit progress: (100, 0.5, {}, 9.5)\n"));
        return seeds;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected List<String> words() {
        return List.of(
                "INFO : [ROUND 1]\n",
                "[ROUND 2/3]",
                "INFO : ",
                "aggregate_fit: received 2 results and 0 failures\n",
                "fit progress: (1, 0.5, {",
                "losses_centralized",
                "metrics_distributed",
                "History (loss, distributed):\n",
                "\tround 1: 0.5\n",
                "{'accuracy': [(1, 0.5)]}",
                "'accuracy': 0.5",
                "np.float64(",
                "[92m",
                "\u001b[0m",
                "\r",
                "100%|");
    }

    @Override
    protected boolean parse(byte[] input) {
        OutputLines lines = new OutputLines(new ByteArrayInputStream(input));
        FlowerProgress progress = new FlowerProgress();
        int characters = 0;
        for (OutputLine line = lines.next(); line != null; line = lines.next()) {
            require(
                    line.text().length() <= OutputLines.MAX_LENGTH,
                    "a line of " + line.text().length());
            if (!line.moving()) {
                characters += line.text().length();
                progress.readLine(line.text());
            }
        }
        require(characters <= input.length, "more characters than bytes");
        progress.end();
        List<Round> rounds = progress.rounds();
        require(rounds.size() <= FlowerProgress.MAX_ROUNDS, "rounds");
        for (Round round : rounds) {
            finite(round.metrics().values());
        }
        plant(rounds.size() > 1
                && rounds.get(rounds.size() - 1).round() > 400
                && rounds.get(rounds.size() - 1).metrics().size() > 1);
        return !rounds.isEmpty();
    }

    private static void finite(Collection<Double> numbers) {
        numbers.forEach(number -> require(Double.isFinite(number), "a number that is not finite"));
    }

    private static void require(boolean property, String what) {
        if (!property) {
            throw new AssertionError(what);
        }
    }

    @Override
    protected byte[] planted() {
        return text("INFO : [ROUND 1]\nINFO : aggregate_fit: received 2 results and 0 failures\nINFO : [ROUND 4001]\n"
                + "INFO : aggregate_fit: received 2 results and 0 failures\n"
                + "INFO : fit progress: (4001, 0.5, {'accuracy': 0.8, 'b': 1.0}, 4.2)\n");
    }
}
