package dev.flsys.history;

import dev.flsys.history.rounds.HistoryInvalid;
import dev.flsys.history.rounds.TrainingHistory;
import dev.flsys.testsupport.FuzzTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Any content of a history file of any format is an aligned history or is refused. The first byte chooses the format.
 */
class HistoryFuzzTest extends FuzzTarget {

    private static final List<String> SUFFIXES = List.of(".json", ".jsonl", ".csv", ".tfevents");
    private static final Path EVENTS = Path.of("src/test/resources/histories");

    @Override
    protected List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (String json : List.of(
                "{\"rounds\":[1,2],\"accuracies\":[0.5,0.75],\"losses\":[1.5,NaN],\"total_training_time\":\"2 hours\"}",
                "{\"losses_centralized\":[[0,2.3],[1,1.0]],\"metrics_centralized\":{\"accuracy\":[[0,0.1],[1,0.5]]}}",
                "{\"history\":{\"metrics_distributed\":{\"acc\":[[1,0.5]]}},\"config\":{\"model\":\"net\"}}",
                "{\"1\":{\"train_loss\":0.5,\"eval_acc\":0.25},\"2\":{\"train_loss\":0.25,\"eval_acc\":0.5}}",
                "[{\"round\":1,\"loss\":0.5,\"clients\":[{\"id\":0,\"loss\":1}]},{\"round\":2,\"loss\":0.25}]",
                "{\"accuracy\":[{\"round\":1,\"value\":0.5}],\"fedavg\":{\"loss\":[1,2]},\"fedprox\":{\"loss\":[3,4]}}")) {
            seeds.add(seed(0, json));
        }
        seeds.add(seed(1, "{\"round\":1,\"loss\":0.5}\n{\"round\":2,\"loss\":0.25,\"client\":\"a\"}\n"));
        seeds.add(seed(2, "round,loss,accuracy\n1,0.5,0.5\n2,0.25,0.75\n"));
        seeds.add(seed(2, "Runde;Verlust;client_id\n1;0,5;a\n1;0,25;b\n2;\"0,1\";a\n"));
        try (Stream<Path> files = Files.walk(EVENTS)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                seeds.add(seed(3, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)));
            }
        }
        return seeds;
    }

    private static byte[] seed(int format, String text) {
        byte[] content = text.getBytes(format == 3 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        byte[] seed = new byte[content.length + 1];
        seed[0] = (byte) format;
        System.arraycopy(content, 0, seed, 1, content.length);
        return seed;
    }

    @Override
    protected List<String> words() {
        return List.of(
                "\"rounds\":[",
                "\"losses\":[",
                "\"accuracies\":[",
                "\"round\":",
                "\"loss\":",
                "\"accuracy\":",
                "\"clients\":[",
                "null",
                "NaN",
                ",7",
                "1e9",
                "round,",
                "loss,",
                "accuracy,",
                "\n3,");
    }

    @Override
    protected boolean parse(byte[] input) {
        if (input.length == 0) {
            return false;
        }
        String suffix = SUFFIXES.get(input[0] & 3);
        Path file = file(
                suffix.equals(".tfevents") ? ".out.tfevents.1" : suffix, Arrays.copyOfRange(input, 1, input.length));
        try {
            TrainingHistory history = HistoryReader.read(file);
            HistoryParserPropertyTest.assertAligned(history);
            plant(history.rounds().size() > 2
                    && history.rounds().get(2) > 6
                    && history.losses().get(2) != null);
            return true;
        } catch (HistoryInvalid documented) {
            return false;
        }
    }

    @Override
    protected byte[] planted() {
        return seed(0, "{\"rounds\":[1,2,9],\"accuracies\":[0.5,0.75,0.8],\"losses\":[1.5,2,1]}");
    }
}
