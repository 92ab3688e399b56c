package dev.flsys.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs texts with HMAC-SHA256 (RFC 2104). The signature of one purpose is not valid for another one. Thread-safe. */
public final class TextSigner {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final String purpose;

    /** @param purpose the start of each signed text; no purpose is the start of another one */
    public TextSigner(String secret, String purpose) {
        // The start-up check reports an empty key; without the blank, the key class would fail before it.
        byte[] bytes = (secret.isEmpty() ? " " : secret).getBytes(StandardCharsets.UTF_8);
        this.key = new SecretKeySpec(bytes, ALGORITHM);
        this.purpose = purpose;
    }

    /** The signature of {@code text}, 43 characters of base64url. */
    public String sign(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] signature = mac.doFinal((purpose + text).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM, impossible);
        }
    }

    /** Whether {@code signature} is the one of {@code text}. Compares in constant time. */
    public boolean isSigned(String text, String signature) {
        return MessageDigest.isEqual(
                signature.getBytes(StandardCharsets.UTF_8), sign(text).getBytes(StandardCharsets.UTF_8));
    }
}
