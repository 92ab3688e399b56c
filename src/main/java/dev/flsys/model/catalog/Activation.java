package dev.flsys.model.catalog;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The function that converts the outputs of a network to probabilities. */
public enum Activation {
    /**
     * The function that the network needs. It is none if its answers are already probabilities, a sigmoid for one
     * output with two labels, else softmax.
     */
    AUTO,
    /** Softmax over the outputs. */
    SOFTMAX,
    /** A sigmoid of each output. */
    SIGMOID,
    /** The outputs are the probabilities. */
    NONE;

    /** The value that {@code text} names, ignoring case. */
    public static Optional<Activation> of(String text) {
        String wanted = text.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(each -> each.wireName().equals(wanted))
                .findFirst();
    }

    /** The name in settings and answers. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
