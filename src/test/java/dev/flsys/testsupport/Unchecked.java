package dev.flsys.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads and writes files where a checked exception cannot be thrown: in lambdas, constants and overridden methods. */
public final class Unchecked {

    /** Code that may fail to read or write. */
    @FunctionalInterface
    public interface Io<T> {
        T call() throws IOException;
    }

    private Unchecked() {}

    /** The result of {@code code}. An {@link IOException} becomes an {@link UncheckedIOException}. */
    public static <T> T io(Io<T> code) {
        try {
            return code.call();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
