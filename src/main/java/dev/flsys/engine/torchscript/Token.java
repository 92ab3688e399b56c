package dev.flsys.engine.torchscript;

/**
 * A token of TorchScript's source text.
 *
 * @param kind what it is
 * @param text as it is written; of a string what is between its quotes
 */
record Token(Kind kind, String text) {

    /** Kinds of tokens. */
    enum Kind {
        NAME,
        NUMBER,
        STRING,
        /** One character of anything else. */
        SIGN
    }

    boolean isSign(char sign) {
        return kind == Kind.SIGN && text.charAt(0) == sign;
    }
}
