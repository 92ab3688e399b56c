package dev.flsys.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A parser of untrusted bytes as a target of fuzzing: any input is accepted or refused as documented, within a bounded
 * time and memory. Each build runs the seeds and some mutations of them. {@code FuzzFaultsIT} runs the target in Jazzer
 * for minutes, guided by the coverage of the parser.
 *
 * <p>A planted fault shows that the target can find one: with {@code -Dflsys.fuzz.planted=true} an input fails whose
 * parsed result has a rare property. No seed has it, so Jazzer has to construct one.
 */
public abstract class FuzzTarget {

    private static final boolean PLANTED = Boolean.getBoolean("flsys.fuzz.planted");
    private static final int MUTATIONS = Integer.getInteger("flsys.fuzz.mutations", 400);
    /** Instrumented code takes several times as long. */
    private static final long MAX_NANOSECONDS = 5_000_000_000L;

    private static final long FREE_BYTES = 64L << 20;
    /** The parser of TOML takes 8 KB for an error of two characters. */
    private static final long BYTES_FOR_EACH = 20_000;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Whether an input had the property. The tests of a target are not concurrent. */
    private static boolean found;

    private int accepted;
    private int refused;

    /** The failure that is planted. */
    public static final class PlantedFault extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    /** Valid inputs, and invalid ones that reach rare code. */
    protected abstract List<byte[]> seeds() throws IOException;

    /**
     * Words of the format, which Jazzer inserts into inputs; each character is one byte. Jazzer sees the strings with
     * which classes of FLSys compare. It does not see those in patterns and in generated parsers.
     */
    protected List<String> words() {
        return List.of();
    }

    /**
     * Parses {@code input} and checks the result. Must throw nothing but a failure of the parser.
     *
     * @return whether the input was accepted
     */
    protected abstract boolean parse(byte[] input) throws Exception;

    /** An input with the property of the planted fault. */
    protected abstract byte[] planted();

    /** Reports the property of the planted fault. Call it for each parsed result. */
    protected static void plant(boolean property) {
        if (PLANTED && property) {
            throw new PlantedFault();
        }
        found |= property;
    }

    /** Runs one input. A run that takes too long is repeated, because the first one may load classes. */
    public final void run(byte[] input) {
        if (!measured(input).isEmpty()) {
            String excess = measured(input);
            if (!excess.isEmpty()) {
                throw new AssertionError(excess + " for " + input.length + " bytes");
            }
        }
    }

    /** The time or memory that a run took beyond its bound; empty if it was within them. */
    private String measured(byte[] input) {
        long start = THREADS.getCurrentThreadCpuTime();
        long bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        try {
            if (parse(input)) {
                accepted++;
            } else {
                refused++;
            }
        } catch (RuntimeException unchecked) {
            throw unchecked;
        } catch (Exception undocumented) {
            throw new AssertionError("An undocumented exception", undocumented);
        }
        long allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - bytes;
        long nanoseconds = THREADS.getCurrentThreadCpuTime() - start;
        if (nanoseconds > MAX_NANOSECONDS) {
            return nanoseconds + " ns of processor time";
        }
        return allocated > FREE_BYTES + BYTES_FOR_EACH * input.length ? allocated + " bytes of memory" : "";
    }

    @Test
    @Timeout(120)
    void seeds_and_their_mutations_are_accepted_or_refused_as_documented() throws IOException {
        List<byte[]> seeds = seeds();
        found = false;
        seeds.forEach(this::run);
        assertThat(accepted).as("accepted seeds").isPositive();
        assertThat(found).as("a seed has the property of the planted fault").isFalse();
        Mutations mutations = new Mutations(18, seeds);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] input = mutations.next();
            try {
                run(input);
            } catch (RuntimeException | Error failure) {
                throw new AssertionError("mutation " + i + ", written to " + written(input), failure);
            }
        }
        assertThat(refused).as("refused inputs").isPositive();
    }

    @Test
    void the_planted_fault_can_be_reached() {
        found = false;
        if (PLANTED) {
            assertThatThrownBy(() -> run(planted())).isInstanceOf(PlantedFault.class);
        } else {
            run(planted());
            assertThat(found).isTrue();
        }
    }

    private Path written(byte[] input) {
        return Unchecked.io(() -> {
            Path file = Path.of("target/fuzz/" + getClass().getSimpleName() + "-failure");
            Files.createDirectories(file.getParent());
            return Files.write(file, input);
        });
    }

    /** A file of its own for the parsers that read files. It is overwritten by each call. */
    protected static Path file(String suffix, byte[] content) {
        return Unchecked.io(() -> {
            Path file = Scratch.FOLDER.resolve("input" + suffix);
            file.toFile().deleteOnExit();
            return Files.write(file, content);
        });
    }

    private static final class Scratch {

        private static final Path FOLDER = folder();

        private static Path folder() {
            return Unchecked.io(() -> {
                Path folder = Files.createTempDirectory("flsys-fuzz").toRealPath();
                folder.toFile().deleteOnExit();
                return folder;
            });
        }
    }
}
