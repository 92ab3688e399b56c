package dev.flsys.access;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * Session tokens: {@code <id>.<signature>}, both in base64url. The signature is the HMAC-SHA256 (RFC 2104) of the id
 * with FLASK_SECRET_KEY. Nothing is stored: a token is valid as long as the key is the same. Thread-safe.
 */
@Singleton
public final class SessionTokens {

    private static final String PURPOSE = "flsys session ";
    private static final int ID_BYTES = 16;
    private static final int MAX_TOKEN_LENGTH = 128;

    private final TextSigner signer;
    private final SecureRandom random = new SecureRandom();

    @Inject
    SessionTokens(AccessSettings settings) {
        this(settings.secretKey());
    }

    /** Tokens that are signed with {@code secret}. */
    SessionTokens(String secret) {
        this.signer = new TextSigner(secret, PURPOSE);
    }

    /** A new session. */
    public SessionId create() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return new SessionId(Base64.getUrlEncoder().withoutPadding().encodeToString(id));
    }

    /** The token that proves {@code session}. */
    public String sign(SessionId session) {
        return session.value() + "." + signer.sign(session.value());
    }

    /** The session that {@code token} proves; empty if it is not a token of this key. */
    public Optional<SessionId> verify(String token) {
        int dot = token.indexOf('.');
        if (dot < 1 || token.length() > MAX_TOKEN_LENGTH) {
            return Optional.empty();
        }
        String id = token.substring(0, dot);
        return signer.isSigned(id, token.substring(dot + 1)) ? Optional.of(new SessionId(id)) : Optional.empty();
    }
}
