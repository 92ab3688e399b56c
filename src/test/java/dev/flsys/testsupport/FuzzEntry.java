package dev.flsys.testsupport;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The class that Jazzer calls. {@code -Dflsys.fuzz.target} names the {@link FuzzTarget}. Jazzer is not needed to
 * compile it.
 */
public final class FuzzEntry {

    private static final FuzzTarget TARGET = target();

    private FuzzEntry() {}

    private static FuzzTarget target() {
        try {
            String name = Objects.requireNonNull(System.getProperty("flsys.fuzz.target"), "flsys.fuzz.target");
            Constructor<?> constructor = Class.forName(name).getDeclaredConstructor();
            constructor.setAccessible(true);
            return (FuzzTarget) constructor.newInstance();
        } catch (ReflectiveOperationException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    /** Runs one input in Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        TARGET.run(input);
    }

    /** Writes the seeds of the target into a folder, one file each, and its words into a dictionary of libFuzzer. */
    public static void main(String[] folderAndDictionary) throws IOException {
        Path to = Files.createDirectories(Path.of(folderAndDictionary[0]));
        List<byte[]> seeds = TARGET.seeds();
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(to.resolve("seed" + i), seeds.get(i));
        }
        // libFuzzer refuses an empty file.
        Stream<String> words =
                Stream.concat(Stream.of("# words"), TARGET.words().stream().map(FuzzEntry::quoted));
        Files.write(Path.of(folderAndDictionary[1]), words.toList(), StandardCharsets.US_ASCII);
    }

    private static String quoted(String word) {
        StringBuilder quoted = new StringBuilder("\"");
        for (byte each : word.getBytes(StandardCharsets.ISO_8859_1)) {
            boolean plain = each >= ' ' && each < 127 && each != '"' && each != '\\';
            quoted.append(plain ? String.valueOf((char) each) : String.format(Locale.ROOT, "\\x%02X", each));
        }
        return quoted.append('"').toString();
    }
}
