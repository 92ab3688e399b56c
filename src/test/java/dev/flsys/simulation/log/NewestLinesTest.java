package dev.flsys.simulation.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class NewestLinesTest {

    private final NewestLines lines = new NewestLines(30);

    private void add(String text, boolean replaces) {
        lines.add(new MovingLine.Stored(text, false, replaces), Instant.EPOCH);
    }

    @Test
    void the_newest_lines_remain_and_the_others_are_counted() {
        for (int i = 0; i < 100; i++) {
            add("line " + i, false);
        }
        assertThat(lines.leftOut()).isEqualTo(97);
        assertThat(lines.take())
                .extracting(line -> line.stored().text())
                .containsExactly("line 97", "line 98", "line 99");
        assertThat(lines.take()).isEmpty();
        assertThat(lines.leftOut()).isZero();
    }

    @Test
    void a_line_that_replaces_another_takes_its_place() {
        add("10 %", true);
        add("20 %", true);
        assertThat(lines.take())
                .extracting(NewestLines.Line::stored)
                .containsExactly(new MovingLine.Stored("20 %", false, false));
    }

    @Test
    void one_line_remains_even_if_it_is_longer_than_the_limit() {
        add("x".repeat(100), false);
        assertThat(lines.take()).hasSize(1);
    }
}
