package dev.flsys.process;

/**
 * A line of output, a piece of a line, or the present text of a line that is rewritten.
 *
 * @param text without the end of the line
 * @param continues whether the next piece belongs to the same line, because the line is longer than one piece
 * @param moving whether the line has not ended and the next text replaces this one, as in a progress bar
 */
public record OutputLine(String text, boolean continues, boolean moving) {

    public OutputLine(String text, boolean continues) {
        this(text, continues, false);
    }
}
