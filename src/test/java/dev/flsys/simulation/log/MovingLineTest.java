package dev.flsys.simulation.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.process.OutputLine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MovingLineTest {

    private long now = 5;
    private final MovingLine line = new MovingLine(() -> now);
    private final List<String> stored = new ArrayList<>();

    private void moves(String text) {
        store(line.next(new OutputLine(text, false, true)));
    }

    private void ends(String text) {
        store(line.next(new OutputLine(text, false)));
    }

    private void store(MovingLine.@Nullable Stored next) {
        if (next != null) {
            stored.add((next.replaces() ? "replaces " : "") + next.text());
        }
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void a_bar_is_stored_every_quarter_of_a_second_and_at_its_end() {
        for (int update = 0; update < 20_000; update++) {
            moves(update + " of 20000");
            now += TimeUnit.SECONDS.toNanos(1) / 20_000;
        }
        ends("20000 of 20000");
        assertThat(stored)
                .containsExactly(
                        "0 of 20000",
                        "replaces 5000 of 20000",
                        "replaces 10000 of 20000",
                        "replaces 15000 of 20000",
                        "replaces 20000 of 20000");
    }

    @Test
    void a_last_state_that_is_stored_is_not_stored_again() {
        moves("100 %");
        ends("100 %");
        ends("next");
        ends("next");
        assertThat(stored).containsExactly("100 %", "next", "next");
    }

    @Test
    void many_short_bars_share_the_quarter_of_a_second() {
        for (int bar = 0; bar < 100; bar++) {
            moves(bar + ": 50 %");
            ends(bar + ": 100 %");
        }
        assertThat(stored).hasSize(101).startsWith("0: 50 %", "replaces 0: 100 %", "1: 100 %");
    }

    @Test
    void a_bar_that_pauses_is_stored_once() {
        moves("1 %");
        moves("2 %");
        store(line.due());
        assertThat(stored).containsExactly("1 %");
        pass(250);
        store(line.due());
        store(line.due());
        pass(1_000);
        store(line.due());
        assertThat(stored).containsExactly("1 %", "replaces 2 %");
    }

    @Test
    void the_last_state_is_stored_when_the_output_ends() {
        moves("1 %");
        moves("2 %");
        store(line.last());
        store(line.last());
        assertThat(stored).containsExactly("1 %", "replaces 2 %");
    }
}
