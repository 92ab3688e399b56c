package dev.flsys.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutputLinesTest {

    private static List<String> lines(byte[] bytes) {
        OutputLines lines = new OutputLines(new ByteArrayInputStream(bytes));
        List<String> read = new ArrayList<>();
        for (OutputLine line = lines.next(); line != null; line = lines.next()) {
            read.add(line.text());
        }
        return read;
    }

    private static String text(@Nullable OutputLine line) {
        return line == null ? "" : line.text();
    }

    private static List<String> lines(String text) {
        return lines(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void lines_end_at_newlines_and_returns_of_every_kind() {
        assertThat(lines("a\nb\r\nc\rd\n\ne")).containsExactly("a", "b", "c", "d", "", "e");
    }

    @Test
    void a_last_line_needs_no_end() {
        assertThat(lines("a\nb")).containsExactly("a", "b");
        assertThat(lines("a\n")).containsExactly("a");
        assertThat(lines("")).isEmpty();
    }

    @Test
    void a_last_line_without_an_end_is_told_from_one_with_it() {
        OutputLines ended = new OutputLines(new ByteArrayInputStream("a\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(text(ended.next())).isEqualTo("a");
        assertThat(ended.isCutOff()).isFalse();
        assertThat(ended.next()).isNull();
        assertThat(ended.isCutOff()).isFalse();
        OutputLines cut = new OutputLines(new ByteArrayInputStream("a\nb".getBytes(StandardCharsets.UTF_8)));
        assertThat(text(cut.next())).isEqualTo("a");
        assertThat(cut.isCutOff()).isFalse();
        assertThat(text(cut.next())).isEqualTo("b");
        assertThat(cut.isCutOff()).isTrue();
    }

    @Test
    void what_is_not_utf_8_is_replaced_and_nul_is_kept() {
        assertThat(lines(new byte[] {'a', (byte) 0xff, 'b', 0, '\n', (byte) 0xe4, (byte) 0xbd}))
                .containsExactly("a\uFFFDb\0", "\uFFFD");
        assertThat(lines("模拟成功\n")).containsExactly("模拟成功");
    }

    @Test
    void a_very_long_line_comes_in_pieces_without_a_character_lost() {
        String line = "字😀".repeat(100_000);
        List<String> pieces = lines(line + "\nnext\n");
        assertThat(pieces.get(pieces.size() - 1)).isEqualTo("next");
        assertThat(String.join("", pieces.subList(0, pieces.size() - 1))).isEqualTo(line);
        assertThat(pieces)
                .allSatisfy(piece -> assertThat(piece.length()).isLessThanOrEqualTo(OutputLines.MAX_LENGTH + 1));
    }

    @Test
    void each_piece_but_the_last_says_that_its_line_continues() {
        for (int more : new int[] {0, 1, 5}) {
            String line = "x".repeat(2 * OutputLines.MAX_LENGTH + more);
            OutputLines lines =
                    new OutputLines(new ByteArrayInputStream((line + "\r\nnext\n").getBytes(StandardCharsets.UTF_8)));
            List<Boolean> continues = new ArrayList<>();
            OutputLine next = lines.next();
            while (next != null && !next.text().equals("next")) {
                continues.add(next.continues());
                next = lines.next();
            }
            assertThat(continues)
                    .as("%d more", more)
                    .isEqualTo(more == 0 ? List.of(true, false) : List.of(true, true, false));
        }
    }

    @Test
    void a_line_that_has_only_begun_is_not_waited_for() throws IOException {
        PipedOutputStream writer = new PipedOutputStream();
        OutputLines lines = new OutputLines(new PipedInputStream(writer));
        writer.write("first\nsecond\nthi".getBytes(StandardCharsets.UTF_8));
        assertThat(text(lines.next())).isEqualTo("first");
        assertThat(text(lines.poll())).isEqualTo("second");
        assertThat(lines.poll()).isNull();
        writer.write("rd\n".getBytes(StandardCharsets.UTF_8));
        assertThat(text(lines.poll())).isEqualTo("third");
        writer.write("end".getBytes(StandardCharsets.UTF_8));
        writer.close();
        assertThat(lines.poll()).isNull();
        assertThat(text(lines.next())).isEqualTo("end");
        assertThat(lines.next()).isNull();
    }
}
