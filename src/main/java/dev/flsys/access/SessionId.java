package dev.flsys.access;

/**
 * The identity of a live client: the random part of its token. Only {@link SessionTokens} reads one from a token.
 *
 * @param value 22 characters of base64url, 128 random bits
 */
public record SessionId(String value) {

    @Override
    public String toString() {
        return value.substring(0, Math.min(6, value.length())) + "…";
    }
}
