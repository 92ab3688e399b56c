package dev.flsys.grpc;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The header {@code grpc-timeout}. */
final class CallTimeout {

    static final String HEADER = "grpc-timeout";

    private static final Pattern FORMAT = Pattern.compile("([0-9]{1,8})([HMSmun])");

    private CallTimeout() {}

    /**
     * The time in which a call must be answered, in milliseconds, rounded up; empty without a limit.
     *
     * @throws GrpcProblem if {@code header} has another form
     */
    static OptionalLong parseMilliseconds(@Nullable String header) {
        if (header == null) {
            return OptionalLong.empty();
        }
        Matcher matcher = FORMAT.matcher(header);
        if (!matcher.matches()) {
            throw GrpcProblem.malformed(
                    "The header grpc-timeout is not up to eight digits and one of the units H, M, S, m, u and n.");
        }
        long value = Long.parseLong(matcher.group(1));
        return OptionalLong.of(
                switch (matcher.group(2)) {
                    case "H" -> value * 3_600_000;
                    case "M" -> value * 60_000;
                    case "S" -> value * 1000;
                    case "m" -> value;
                    case "u" -> (value + 999) / 1000;
                    default -> (value + 999_999) / 1_000_000;
                });
    }
}
