package dev.flsys.experiment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The name of an experiment and of its folder, {@code exp-20260131-142501-9f86d081}: the UTC second of its creation,
 * then 32 random bits.
 */
@RegisterForReflection
@Schema(type = SchemaType.STRING, examples = "exp-20261127-101500-9f86d081")
public record ExperimentId(@JsonValue String value) {

    private static final Pattern FORM = Pattern.compile("exp-\\d{8}-\\d{6}-[0-9a-f]{8}");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("'exp'-yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final SecureRandom RANDOM = new SecureRandom();

    /** @throws IllegalArgumentException if {@code value} is not of the form above */
    @JsonCreator
    public ExperimentId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("Not an experiment id");
        }
    }

    static boolean isValid(String value) {
        return FORM.matcher(value).matches();
    }

    /**
     * The id in a request.
     *
     * @throws ExperimentProblem if the text does not have the form of an id, so that there is no such experiment
     */
    static ExperimentId parse(String text) {
        if (!isValid(text)) {
            throw ExperimentProblem.unknown();
        }
        return new ExperimentId(text);
    }

    static ExperimentId next(Instant now) {
        return new ExperimentId(TIME.format(now) + "-" + HexFormat.of().toHexDigits(RANDOM.nextInt()));
    }

    @Override
    public String toString() {
        return value;
    }
}
