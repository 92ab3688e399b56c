package dev.flsys.process;

/**
 * A line of output, a piece of one, or what a line shows for the moment.
 *
 * @param text without the line's end
 * @param continues whether the next piece belongs to the same line, which is too long to be one
 * @param moving whether the line is not over and what comes next replaces this text, as of a progress bar
 */
public record OutputLine(String text, boolean continues, boolean moving) {

    public OutputLine(String text, boolean continues) {
        this(text, continues, false);
    }
}
