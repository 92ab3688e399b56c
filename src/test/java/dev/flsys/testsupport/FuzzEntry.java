package dev.flsys.testsupport;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

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

    /** Writes the seeds of the target into a folder, one file each. */
    public static void main(String[] folder) throws IOException {
        Path to = Files.createDirectories(Path.of(folder[0]));
        List<byte[]> seeds = TARGET.seeds();
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(to.resolve("seed" + i), seeds.get(i));
        }
    }
}
