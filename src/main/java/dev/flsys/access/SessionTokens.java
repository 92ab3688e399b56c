package dev.flsys.access;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Session tokens: {@code <id>.<signature>}, both in base64url. The signature is the HMAC-SHA256 (RFC 2104) of the id
 * with FLASK_SECRET_KEY. Nothing is stored: a token is valid as long as the key is the same. Safe for use by several
 * threads.
 */
@Singleton
public final class SessionTokens {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PURPOSE = "flsys session ";
    private static final int ID_BYTES = 16;
    private static final int MAX_TOKEN_LENGTH = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    @Inject
    SessionTokens(AccessSettings settings) {
        this(settings.secretKey());
    }

    /** Tokens that are signed with {@code secret}. */
    SessionTokens(String secret) {
        // The start-up check reports an empty key; without the blank, the key class would fail before it.
        byte[] bytes = (secret.isEmpty() ? " " : secret).getBytes(StandardCharsets.UTF_8);
        this.key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /** A new session. */
    public SessionId create() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return new SessionId(encode(id));
    }

    /** The token that proves {@code session}. */
    public String sign(SessionId session) {
        return session.value() + "." + encode(signature(session.value()));
    }

    /** The session that {@code token} proves; empty if it is not a token of this key. */
    public Optional<SessionId> verify(String token) {
        int dot = token.indexOf('.');
        if (dot < 1 || token.length() > MAX_TOKEN_LENGTH) {
            return Optional.empty();
        }
        String id = token.substring(0, dot);
        byte[] expected = encode(signature(id)).getBytes(StandardCharsets.UTF_8);
        byte[] brought = token.substring(dot + 1).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(brought, expected) ? Optional.of(new SessionId(id)) : Optional.empty();
    }

    private byte[] signature(String id) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal((PURPOSE + id).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM, impossible);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
