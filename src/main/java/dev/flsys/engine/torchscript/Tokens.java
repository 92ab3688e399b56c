package dev.flsys.engine.torchscript;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Splits TorchScript's source text as the lexer of libtorch does (torch/csrc/jit/frontend/lexer.h). Only text as
 * {@code torch.jit.save} writes it is accepted: strings on one line, no continued lines and no comments about types.
 * Two lexers could find different tokens in any other text.
 */
final class Tokens {

    /** The code of a network with 10,000 layers has about 3 million. */
    private static final int MAX_TOKENS = 5_000_000;

    /** The signs, which are most tokens, so that a text of 32 MiB does not need gigabytes. */
    private static final Token[] SIGNS = IntStream.range(0, 0x7f)
            .mapToObj(sign -> new Token(Token.Kind.SIGN, String.valueOf((char) sign)))
            .toArray(Token[]::new);

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Tokens(String source) {
        this.source = source;
    }

    /** @throws TorchScriptRefused if the text is not written as {@code torch.jit.save} writes it */
    static List<Token> of(String source) throws TorchScriptRefused {
        Tokens all = new Tokens(source);
        while (all.at < source.length()) {
            all.readToken();
        }
        return all.tokens;
    }

    private void readToken() throws TorchScriptRefused {
        char first = source.charAt(at);
        if (first == ' ' || first == '\n' || first == '\t') {
            at++;
        } else if (first == '#') {
            skipComment();
        } else if (first == '"' || first == '\'') {
            readString(first);
        } else if (isLetter(first)) {
            int start = at;
            while (at < source.length() && (isLetter(source.charAt(at)) || isDigit(source.charAt(at)))) {
                at++;
            }
            add(Token.Kind.NAME, start, at);
        } else if (isDigit(first)) {
            readNumber();
        } else if (first > ' ' && first < 0x7f && first != '\\') {
            add(SIGNS[first]);
            at++;
        } else {
            throw TorchScriptRefused.unusual("its code contains a character that is not expected there");
        }
    }

    private void skipComment() throws TorchScriptRefused {
        int end = source.indexOf('\n', at);
        String comment = source.substring(at, end < 0 ? source.length() : end);
        if (comment.contains("type:")) {
            throw TorchScriptRefused.unusual("its code has a type in a comment");
        }
        at += comment.length();
    }

    private void readString(char quote) throws TorchScriptRefused {
        if (source.startsWith(String.valueOf(quote).repeat(3), at)) {
            throw TorchScriptRefused.unusual("its code has a string of several lines");
        }
        int start = at + 1;
        int end = start;
        while (end < source.length() && source.charAt(end) != quote && source.charAt(end) != '\n') {
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length() || source.charAt(end) != quote) {
            throw TorchScriptRefused.unusual("its code has a string without an end");
        }
        add(Token.Kind.STRING, start, end);
        at = end + 1;
    }

    /** Digits, a fraction, an exponent and the {@code j} of a complex number. */
    private void readNumber() throws TorchScriptRefused {
        int start = at;
        skipDigits();
        if (at < source.length() && source.charAt(at) == '.') {
            at++;
            skipDigits();
        }
        if (at + 1 < source.length() && (source.charAt(at) == 'e' || source.charAt(at) == 'E')) {
            at += source.charAt(at + 1) == '-' || source.charAt(at + 1) == '+' ? 2 : 1;
            skipDigits();
        }
        if (at < source.length() && source.charAt(at) == 'j') {
            at++;
        }
        if (at < source.length() && isLetter(source.charAt(at))) {
            throw TorchScriptRefused.unusual("its code has a number that ends in a letter");
        }
        add(Token.Kind.NUMBER, start, at);
    }

    private void skipDigits() {
        while (at < source.length() && isDigit(source.charAt(at))) {
            at++;
        }
    }

    private void add(Token.Kind kind, int start, int end) throws TorchScriptRefused {
        add(new Token(kind, source.substring(start, end)));
    }

    private void add(Token token) throws TorchScriptRefused {
        if (tokens.size() == MAX_TOKENS) {
            throw TorchScriptRefused.unusual("it has too much code");
        }
        tokens.add(token);
    }

    private static boolean isLetter(char character) {
        return character == '_' || (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
