package dev.flsys.tracking.mlflow;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The value of the header Authorization; empty for none. As for MLflow's own clients, a user name with a password comes
 * before a token.
 */
public record MlflowCredentials(Optional<String> header) {

    /** The credentials of MLflow's variables. */
    public static MlflowCredentials of(Optional<String> user, Optional<String> password, Optional<String> token) {
        if (user.isPresent() && password.isPresent()) {
            byte[] pair = (user.get() + ":" + password.get()).getBytes(StandardCharsets.UTF_8);
            return new MlflowCredentials(
                    Optional.of("Basic " + Base64.getEncoder().encodeToString(pair)));
        }
        return new MlflowCredentials(token.map(secret -> "Bearer " + secret));
    }

    /** A text without the secret. */
    @Override
    public String toString() {
        return header.isPresent() ? "(hidden)" : "none";
    }
}
