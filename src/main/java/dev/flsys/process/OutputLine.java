package dev.flsys.process;

/**
 * A line of output, or a piece of one.
 *
 * @param text without the line's end
 * @param continues whether the next piece belongs to the same line, which is too long to be one
 */
public record OutputLine(String text, boolean continues) {}
