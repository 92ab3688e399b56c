package dev.flsys.evaluation;

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
 * The name of an evaluation and of its file, {@code eval-20260131-142501-9f86d081}: the UTC second of its creation,
 * then 32 random bits.
 */
@RegisterForReflection
@Schema(type = SchemaType.STRING, examples = "eval-20261127-101500-9f86d081")
public record EvaluationId(@JsonValue String value) {

    private static final Pattern FORM = Pattern.compile("eval-\\d{8}-\\d{6}-[0-9a-f]{8}");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("'eval'-yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final SecureRandom RANDOM = new SecureRandom();

    /** @throws IllegalArgumentException if {@code value} is not of the form above */
    @JsonCreator
    public EvaluationId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("Not an evaluation id");
        }
    }

    static boolean isValid(String value) {
        return FORM.matcher(value).matches();
    }

    /**
     * The id in a request.
     *
     * @throws EvaluationProblem if the text does not have the form of an id, so that there is no such evaluation
     */
    static EvaluationId parse(String text) {
        if (!isValid(text)) {
            throw EvaluationProblem.unknown();
        }
        return new EvaluationId(text);
    }

    static EvaluationId next(Instant now) {
        return new EvaluationId(TIME.format(now) + "-" + HexFormat.of().toHexDigits(RANDOM.nextInt()));
    }

    @Override
    public String toString() {
        return value;
    }
}
