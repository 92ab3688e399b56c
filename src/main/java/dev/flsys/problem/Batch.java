package dev.flsys.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The answers for several ids of one request, {@code ?id=a&id=b}. An id that cannot be read fails no other one. The
 * number of ids, the size of the answer and its time are limited.
 *
 * @param found the values by id, in the order of the ids
 * @param failed the ids without a value, with the reasons
 * @param leftOut the ids that did not fit into this answer; a further request reads them
 */
public record Batch<T>(Map<String, T> found, Map<String, Failure> failed, List<String> leftOut) {

    /** The most ids of one request. */
    public static final int MAX_IDS = 100;

    private static final Logger LOG = Logger.getLogger(Batch.class);

    /** The size in bytes after which no further value is read. */
    private static final long ENOUGH_BYTES = 16L << 20;

    /** The time after which no further value is read. Clients wait longer than that for an answer. */
    private static final Duration ENOUGH_TIME = Duration.ofSeconds(20);

    /**
     * The reason why an id has no value.
     *
     * @param status the HTTP status of a request for this id alone
     * @param error the description, and how the client can fix it
     * @param retryAfter seconds after which the client may try again; null if a second attempt is useless
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "BatchFailure")
    public record Failure(
            int status,
            String error,
            @JsonProperty("retry_after") @Nullable Integer retryAfter) {

        static Failure of(Problem problem) {
            return new Failure(
                    problem.status(),
                    problem.detail(),
                    problem.retryAfterSeconds().isPresent()
                            ? problem.retryAfterSeconds().getAsInt()
                            : null);
        }
    }

    private static final class Refused extends Problem {

        Refused(String detail) {
            super(400, "Bad Request", detail);
        }
    }

    /**
     * Reads the value of each id. At least one value is read, whatever its size.
     *
     * @param ids the ids of the request; those that occur twice are read once
     * @param reader the value of an id; throws a {@link Problem} if there is none
     * @param json writes the values as the answer has them
     * @throws Problem if there is no id, or more than {@value #MAX_IDS}
     */
    public static <T> Batch<T> read(List<String> ids, Function<String, T> reader, ObjectWriter json) {
        return read("id", ids, reader, json);
    }

    /**
     * Reads the value of each id, as {@link #read(List, Function, ObjectWriter)} does.
     *
     * @param parameter the query parameter of an id, for the message of a refusal
     */
    public static <T> Batch<T> read(String parameter, List<String> ids, Function<String, T> reader, ObjectWriter json) {
        return read(checked(parameter, ids), reader, json, ENOUGH_BYTES, System::nanoTime);
    }

    static <T> Batch<T> read(
            Collection<String> ids,
            Function<String, T> reader,
            ObjectWriter json,
            long enoughBytes,
            LongSupplier clock) {
        Map<String, T> found = new LinkedHashMap<>();
        Map<String, Failure> failed = new LinkedHashMap<>();
        List<String> leftOut = new ArrayList<>();
        ByteCount written = new ByteCount();
        long start = clock.getAsLong();
        for (String id : ids) {
            boolean isEnough = written.bytes >= enoughBytes || clock.getAsLong() - start >= ENOUGH_TIME.toNanos();
            if (isEnough && found.size() + failed.size() > 0) {
                leftOut.add(id);
                continue;
            }
            try {
                T value = reader.apply(id);
                json.writeValue(written, value);
                found.put(id, value);
            } catch (Problem problem) {
                failed.put(id, Failure.of(problem));
            } catch (IOException | RuntimeException unexpected) {
                LOG.errorf(unexpected, "The answer for one id of several failed");
                failed.put(id, new Failure(500, "The service failed. Its log has the cause.", null));
            }
        }
        return new Batch<>(found, failed, leftOut);
    }

    private static Set<String> checked(String parameter, List<String> ids) {
        Set<String> distinct = new LinkedHashSet<>(ids);
        if (distinct.isEmpty() || distinct.size() > MAX_IDS) {
            throw new Refused("The query has 1 to " + MAX_IDS + " parameters '" + parameter + "'.");
        }
        return distinct;
    }

    /** Counts the bytes that are written to it. */
    private static final class ByteCount extends OutputStream {

        private long bytes;

        @Override
        public void write(int single) {
            bytes++;
        }

        @Override
        public void write(byte[] some, int offset, int length) {
            bytes += length;
        }
    }
}
