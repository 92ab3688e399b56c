package dev.flsys.process;

import java.util.Map;
import java.util.Optional;

/**
 * The exit status of a child process.
 *
 * @param code its exit code; 128 + n if signal n ended it, as the JVM and shells report it
 */
public record ExitStatus(int code) {

    private static final int SIGNAL_BASE = 128;
    private static final int SIGSEGV = 11;
    private static final int SIGTERM = 15;

    /** POSIX signals that end processes and have the same number on Linux and macOS. */
    private static final Map<Integer, String> SIGNALS = Map.of(
            1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 4, "SIGILL", 6, "SIGABRT", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV",
            13, "SIGPIPE", 15, "SIGTERM");

    /** Whether the code is 0. */
    public boolean success() {
        return code == 0;
    }

    /** Whether the code means a signal. */
    public boolean isSignal() {
        return signal().isPresent();
    }

    /** Whether the code means SIGTERM, the signal with which programs ask each other to end. */
    public boolean isTermination() {
        return code == SIGNAL_BASE + SIGTERM;
    }

    /** Whether the code means SIGSEGV, with which the system ends a program that crashed. */
    public boolean isCrash() {
        return code == SIGNAL_BASE + SIGSEGV;
    }

    /** The name of the signal, such as {@code SIGTERM}; empty if the code means none. */
    public Optional<String> signal() {
        return Optional.ofNullable(SIGNALS.get(code - SIGNAL_BASE));
    }

    /** {@code exit code 3}, or {@code killed by SIGKILL} if the code means a signal. */
    public String description() {
        return signal().map(name -> "killed by " + name).orElseGet(() -> "exit code " + code);
    }
}
