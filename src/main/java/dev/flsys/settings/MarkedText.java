package dev.flsys.settings;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Text files that may begin with a byte order mark. Notepad writes one before UTF-8, and PowerShell 5 writes UTF-16
 * with one: {@code pip freeze > requirements.txt}.
 */
public final class MarkedText {

    private static final String MARK = "\uFEFF";

    private MarkedText() {}

    /** The encoding of a file with this content: UTF-16 if its mark says so, else UTF-8. */
    public static Charset charset(byte[] content) {
        int first = content.length < 2 ? 0 : ((content[0] & 0xff) << 8) | (content[1] & 0xff);
        return first == 0xfffe || first == 0xfeff ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    }

    /** The text of a file with this content, without the mark. Bytes that are no text become replacement characters. */
    public static String decode(byte[] content) {
        return withoutMark(new String(content, charset(content)));
    }

    /** {@code text} without a mark at its start. */
    public static String withoutMark(String text) {
        return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
    }
}
