package dev.flsys.live;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The query of a handshake. */
final class SessionQuery {

    private SessionQuery() {}

    /** The value of {@code session}. */
    static Optional<String> token(@Nullable String query) {
        if (query == null) {
            return Optional.empty();
        }
        try {
            List<String> values =
                    new QueryStringDecoder(query, false).parameters().get("session");
            return values == null ? Optional.empty() : Optional.of(values.get(0));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
