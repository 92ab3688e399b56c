package dev.flsys.engine.torchscript;

/**
 * A token of TorchScript's source text.
 *
 * @param kind its kind
 * @param text its text; for a string the text between the quotes
 */
record Token(Kind kind, String text) {

    /** Kinds of tokens. */
    enum Kind {
        NAME,
        NUMBER,
        STRING,
        /** Any other single character. */
        SIGN
    }

    boolean isSign(char sign) {
        return kind == Kind.SIGN && text.charAt(0) == sign;
    }
}
