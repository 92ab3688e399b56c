package dev.flsys.simulation.share;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A link to one run, in the form of its file.
 *
 * @param id 32 hexadecimal digits, random
 * @param note the text that the user wrote about it; null if there is none
 * @param archive whether it also opens the archive of the run
 * @param expires the moment from which it is not valid
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Share(String id, @Nullable String note, boolean archive, Instant created, Instant expires) {

    static final int ID_BYTES = 16;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{" + 2 * ID_BYTES + "}");

    /** @throws IllegalArgumentException if {@code id} has another form */
    public Share {
        if (!isId(id)) {
            throw new IllegalArgumentException("Not the id of a link");
        }
    }

    /** A new link. */
    public static Share create(String id, ShareRequest request, Instant now) {
        Instant created = now.truncatedTo(ChronoUnit.SECONDS);
        return new Share(id, request.note(), request.archive(), created, created.plus(request.expiresIn()));
    }

    /** Whether {@code text} has the form of an id. Such a text is a safe name of a file. */
    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** Whether it is not valid any more. */
    public boolean isExpired(Instant now) {
        return !now.isBefore(expires);
    }
}
