package dev.flsys.live;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The query of a handshake. A malformed query has no parameters. */
record SessionQuery(Map<String, List<String>> parameters) {

    static SessionQuery read(@Nullable String query) {
        if (query == null) {
            return new SessionQuery(Map.of());
        }
        try {
            return new SessionQuery(new QueryStringDecoder(query, false).parameters());
        } catch (IllegalArgumentException malformed) {
            return new SessionQuery(Map.of());
        }
    }

    /** The first value of the parameter {@code name}. */
    Optional<String> firstValue(String name) {
        return Optional.ofNullable(parameters.get(name)).map(values -> values.get(0));
    }
}
