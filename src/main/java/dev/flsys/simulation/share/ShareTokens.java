package dev.flsys.simulation.share;

import dev.flsys.access.TextSigner;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The tokens of links: {@code <run>.<share>.<signature>}. A valid token shows that this service, or another one with
 * the same FLASK_SECRET_KEY, made it. The file of the link decides whether the token is still accepted. Thread-safe.
 */
public final class ShareTokens {

    private static final String PURPOSE = "flsys share ";
    private static final int MAX_LENGTH = 200;

    private final TextSigner signer;
    private final SecureRandom random = new SecureRandom();

    /** Tokens that are signed with {@code secret}. */
    public ShareTokens(String secret) {
        this.signer = new TextSigner(secret, PURPOSE);
    }

    /**
     * The content of a valid token.
     *
     * @param run id of the run, as it was signed
     * @param share id of the link
     */
    public record Claim(String run, String share) {}

    /** A new id of a link. */
    public String nextId() {
        byte[] id = new byte[Share.ID_BYTES];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /**
     * The token of a link.
     *
     * @param run id of a run, without a dot
     */
    public String sign(String run, String share) {
        String claim = run + "." + share;
        return claim + "." + signer.sign(claim);
    }

    /** The content of {@code token}; empty if it was not made with this secret. */
    public Optional<Claim> verify(String token) {
        if (token.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3 || !signer.isSigned(parts[0] + "." + parts[1], parts[2])) {
            return Optional.empty();
        }
        return Optional.of(new Claim(parts[0], parts[1]));
    }
}
