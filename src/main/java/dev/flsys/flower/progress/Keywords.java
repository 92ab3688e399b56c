package dev.flsys.flower.progress;

import java.util.Arrays;
import java.util.List;

/**
 * A set of words that are searched in one pass, for texts that nearly never contain one. A search for one word after
 * the other takes ten times as long. The algorithm is by Wu and Manber ("A fast algorithm for multi-pattern searching",
 * 1994) with blocks of two characters. Thread-safe.
 */
final class Keywords {

    private static final int BLOCK = 2;
    private static final int BLOCKS = 1 << 12;

    private final List<String> words;
    /** The length of the shortest word: the part of each word that is compared first. */
    private final int window;

    /**
     * How far the window can move if it ends with a block, by the hash of that block; 0 if a word may be at this place.
     */
    private final byte[] moves = new byte[BLOCKS];

    /** @param words each of 2 to 127 characters */
    Keywords(List<String> words) {
        this.words = List.copyOf(words);
        this.window = words.stream().mapToInt(String::length).min().orElseThrow();
        Arrays.fill(moves, (byte) (window - BLOCK + 1));
        for (String word : words) {
            for (int end = BLOCK; end <= window; end++) {
                int block = block(word.charAt(end - 2), word.charAt(end - 1));
                moves[block] = (byte) Math.min(moves[block], window - end);
            }
        }
    }

    private static int block(char first, char second) {
        return ((first << 5) ^ second) & (BLOCKS - 1);
    }

    /** Whether {@code text} contains one of the words. */
    boolean isIn(String text) {
        int end = window;
        int length = text.length();
        while (end <= length) {
            int move = moves[block(text.charAt(end - 2), text.charAt(end - 1))];
            if (move == 0) {
                if (isAt(text, end - window)) {
                    return true;
                }
                move = 1;
            }
            end += move;
        }
        return false;
    }

    private boolean isAt(String text, int start) {
        for (String word : words) {
            if (text.startsWith(word, start)) {
                return true;
            }
        }
        return false;
    }
}
