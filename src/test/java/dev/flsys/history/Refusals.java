package dev.flsys.history;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.history.rounds.HistoryInvalid;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The refusal of files that are no histories. */
public final class Refusals {

    private Refusals() {}

    /** Requires that {@code read} refuses its file. */
    public static AbstractThrowableAssert<?, ?> assertRefused(ThrowingCallable read) {
        return assertThatThrownBy(read).isInstanceOf(HistoryInvalid.class);
    }
}
