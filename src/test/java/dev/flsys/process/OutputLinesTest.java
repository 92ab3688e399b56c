package dev.flsys.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputLinesTest {

    private static List<String> lines(byte[] bytes) {
        OutputLines lines = new OutputLines(new ByteArrayInputStream(bytes));
        List<String> read = new ArrayList<>();
        for (OutputLine line = lines.next(); line != null; line = lines.next()) {
            if (!line.moving()) {
                read.add(line.text());
            }
        }
        return read;
    }

    /** Returns at most {@code length} bytes at a time, and reports no more as available. */
    private static InputStream inParts(String text, int length) {
        return new FilterInputStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))) {
            @Override
            public int read(byte[] bytes, int offset, int most) throws IOException {
                return super.read(bytes, offset, Math.min(length, most));
            }

            @Override
            public int available() {
                return 0;
            }
        };
    }

    private static List<OutputLine> all(InputStream bytes) {
        OutputLines lines = new OutputLines(bytes);
        List<OutputLine> read = new ArrayList<>();
        for (OutputLine line = lines.next(); line != null; line = lines.next()) {
            read.add(line);
        }
        return read;
    }

    private static String text(@Nullable OutputLine line) {
        return line == null ? "" : line.text();
    }

    private static List<String> lines(String text) {
        return lines(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a\\nb\\r\\nc\\n\\ne;a|b|c||e",
                "a\\rb\\n;b",
                "\\r 0%\\r 50%\\r 100%\\nnext\\n;' 100%|next'",
                "0%\\r50%\\r100%\\r\\nnext;100%|next",
                "100%\\r\\r\\n;100%",
                "100%\\r;100%",
                "100%\\r\\r\\r;100%",
                "bar\\r   \\rafter\\n;after",
                "\\r\\n\\r\\n;|",
                "\\r;",
                "a\\r\\rb\\r\\n\\rc;b|c"
            })
    void a_carriage_return_continues_at_the_start_of_the_line(String written, @Nullable String shown) {
        String text = written.replace("\\r", "\r").replace("\\n", "\n");
        List<String> expected = shown == null ? List.of() : List.of(shown.split("\\|", -1));
        assertThat(lines(text)).isEqualTo(expected);
        for (int length = 1; length < 8; length++) {
            assertThat(all(inParts(text, length)).stream()
                            .filter(line -> !line.moving())
                            .map(OutputLine::text))
                    .as("in parts of %d", length)
                    .isEqualTo(expected);
        }
    }

    @Test
    void a_moving_line_is_returned_when_the_available_input_is_used_up() throws IOException {
        PipedOutputStream writer = new PipedOutputStream();
        OutputLines lines = new OutputLines(new PipedInputStream(writer));
        writer.write("first\n\r 10%\r 20%".getBytes(StandardCharsets.UTF_8));
        assertThat(lines.next()).isEqualTo(new OutputLine("first", false));
        assertThat(lines.next()).isEqualTo(new OutputLine(" 20%", false, true));
        assertThat(lines.poll()).isNull();
        writer.write("\r 30%".getBytes(StandardCharsets.UTF_8));
        assertThat(lines.poll()).isEqualTo(new OutputLine(" 30%", false, true));
        writer.write("\r".getBytes(StandardCharsets.UTF_8));
        assertThat(lines.poll()).isNull();
        writer.write("\n".getBytes(StandardCharsets.UTF_8));
        assertThat(lines.poll()).isEqualTo(new OutputLine(" 30%", false));
        writer.write("no bar".getBytes(StandardCharsets.UTF_8));
        assertThat(lines.poll()).isNull();
        writer.close();
        assertThat(lines.next()).isEqualTo(new OutputLine("no bar", false));
        assertThat(lines.next()).isNull();
    }

    @Test
    void a_progress_bar_without_pauses_is_returned_complete_from_time_to_time() {
        StringBuilder bar = new StringBuilder();
        for (int update = 0; update < 20_000; update++) {
            bar.append("\r<").append(update).append(" of 20000>");
        }
        List<OutputLine> read = all(new ByteArrayInputStream(bar.toString().getBytes(StandardCharsets.UTF_8)));
        assertThat(read).hasSizeBetween(10, 200);
        assertThat(read).allSatisfy(line -> assertThat(line.text()).matches("<\\d+ of 20000>"));
        assertThat(read.get(read.size() - 1)).isEqualTo(new OutputLine("<19999 of 20000>", false));
    }

    @Test
    void a_stream_that_ends_within_a_progress_bar_is_cut_off() {
        for (String text : List.of("a\r", "\ra", "a\rb")) {
            OutputLines lines = new OutputLines(inParts(text, 1));
            OutputLine last = lines.next();
            while (last != null && last.moving()) {
                last = lines.next();
            }
            assertThat(lines.isCutOff()).as(text).isTrue();
        }
    }

    @Test
    void a_carriage_return_ends_a_line_in_pieces() {
        String large = "x".repeat(OutputLines.MAX_LENGTH);
        assertThat(all(new ByteArrayInputStream((large + "yy\rnext\r\nlast").getBytes(StandardCharsets.UTF_8))))
                .containsExactly(
                        new OutputLine(large, true),
                        new OutputLine("yy", false),
                        new OutputLine("next", false),
                        new OutputLine("last", false));
        assertThat(all(new ByteArrayInputStream((large + "yy\r\nlast").getBytes(StandardCharsets.UTF_8))))
                .containsExactly(
                        new OutputLine(large, true), new OutputLine("yy", false), new OutputLine("last", false));
    }

    @Test
    void a_last_line_needs_no_end() {
        assertThat(lines("a\nb")).containsExactly("a", "b");
        assertThat(lines("a\n")).containsExactly("a");
        assertThat(lines("")).isEmpty();
    }

    @Test
    void a_last_line_without_an_end_is_reported_as_cut_off() {
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
    void invalid_utf_8_is_replaced_and_nul_is_kept() {
        assertThat(lines(new byte[] {'a', (byte) 0xff, 'b', 0, '\n', (byte) 0xe4, (byte) 0xbd}))
                .containsExactly("a\uFFFDb\0", "\uFFFD");
        assertThat(lines("模拟成功\n")).containsExactly("模拟成功");
    }

    @Test
    void a_very_long_line_is_returned_in_pieces_with_all_characters() {
        String line = "字😀".repeat(100_000);
        List<String> pieces = lines(line + "\nnext\n");
        assertThat(pieces.get(pieces.size() - 1)).isEqualTo("next");
        assertThat(String.join("", pieces.subList(0, pieces.size() - 1))).isEqualTo(line);
        assertThat(pieces)
                .allSatisfy(piece -> assertThat(piece.length()).isLessThanOrEqualTo(OutputLines.MAX_LENGTH + 1));
    }

    @Test
    void each_piece_except_the_last_is_marked_as_continued() {
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
    void an_incomplete_line_is_not_awaited() throws IOException {
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

    @Test
    void lines_of_ascii_and_of_other_characters_are_those_of_the_decoded_text() {
        Random random = new Random(4);
        String[] parts = {"plain ", "x", "\t", "\u001B[31m", "é", "训练", "\uD83D\uDE42", "\0", "long ".repeat(400)};
        for (int i = 0; i < 300; i++) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int count = random.nextInt(200); count > 0; count--) {
                String part = random.nextInt(3) == 0 ? "\n" : parts[random.nextInt(parts.length)];
                bytes.writeBytes(part.getBytes(StandardCharsets.UTF_8));
                if (random.nextInt(50) == 0) {
                    // A part of a character, or no part of any.
                    bytes.write(0x80 + random.nextInt(0x80));
                }
            }
            bytes.write('\n');
            List<String> expected =
                    List.of(bytes.toString(StandardCharsets.UTF_8).split("\n", -1));

            assertThat(lines(bytes.toByteArray())).isEqualTo(expected.subList(0, expected.size() - 1));
        }
    }
}
