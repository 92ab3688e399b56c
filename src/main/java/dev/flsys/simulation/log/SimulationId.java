package dev.flsys.simulation.log;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The name of a simulation and of its folder, {@code 20260131-142501-9f86d081}: the UTC second of its request, then 10
 * bits of the millisecond and 22 random bits. Folders sort by time.
 */
@Schema(type = SchemaType.STRING, examples = "20261127-101500-4f2a9c01")
public record SimulationId(@JsonValue String value) {

    private static final Pattern FORM = Pattern.compile("\\d{8}-\\d{6}-[0-9a-f]{8}");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int RANDOM_BITS = 22;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** @throws IllegalArgumentException if {@code value} is not of the form above */
    @JsonCreator
    public SimulationId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("Not a simulation id");
        }
    }

    public static boolean isValid(String value) {
        return FORM.matcher(value).matches();
    }

    /**
     * The id in a request.
     *
     * @throws SimulationProblem if the text does not have the form of an id, so that there is no such simulation
     */
    public static SimulationId parse(String text) {
        if (!isValid(text)) {
            throw SimulationProblem.unknown();
        }
        return new SimulationId(text);
    }

    /** A new id for a simulation that is requested at {@code now}. */
    public static SimulationId next(Instant now) {
        int milli = now.get(ChronoField.MILLI_OF_SECOND);
        int bits = (milli << RANDOM_BITS) | RANDOM.nextInt(1 << RANDOM_BITS);
        return new SimulationId(TIME.format(now) + "-" + HexFormat.of().toHexDigits(bits));
    }

    @Override
    public String toString() {
        return value;
    }
}
