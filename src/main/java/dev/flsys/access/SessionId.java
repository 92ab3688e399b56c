package dev.flsys.access;

/**
 * Who a live client is: the random part of its token. Only {@link SessionTokens} makes one from what a client brings.
 *
 * @param value 22 characters of base64url, 128 random bits
 */
public record SessionId(String value) {

    @Override
    public String toString() {
        return value.substring(0, Math.min(6, value.length())) + "…";
    }
}
