package dev.flsys.problem;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The end of a gRPC call: a status in the trailers of an answer that has the HTTP status 200. The filters answer in
 * this form, too, so that clients get the reason. Otherwise they would only derive a code from the HTTP status.
 *
 * <p>Format: grpc/grpc, {@code doc/PROTOCOL-HTTP2.md}.
 */
public final class GrpcAnswer {

    /** Media type of calls and answers. A call may name the format of its messages after it. */
    public static final String MEDIA_TYPE = "application/grpc";

    /** The trailer with the number of the code. */
    public static final String STATUS = "grpc-status";

    /** The HTTP/2 error code of RFC 9113, section 7. */
    private static final long NO_ERROR = 0;

    /** Characters of a description. Many clients refuse trailers of more than 8 KiB. */
    private static final int MAX_LENGTH = 1000;

    private static final int MAX_ENCODED = 4000;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private GrpcAnswer() {}

    /** Whether {@code request} is a gRPC call. */
    public static boolean isOf(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2
                && request.method().equals(HttpMethod.POST)
                && isOf(request.getHeader(HttpHeaders.CONTENT_TYPE));
    }

    /** Whether a Content-Type means gRPC with protobuf, but not gRPC-Web. */
    static boolean isOf(@Nullable String contentType) {
        if (contentType == null || !contentType.regionMatches(true, 0, MEDIA_TYPE, 0, MEDIA_TYPE.length())) {
            return false;
        }
        String rest = contentType.substring(MEDIA_TYPE.length()).strip();
        return rest.isEmpty() || rest.startsWith(";") || rest.startsWith("+proto");
    }

    /** Writes the headers of an answer. */
    public static void writeHeaders(HttpServerResponse response) {
        response.setStatusCode(200)
                .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .putHeader("grpc-accept-encoding", "identity,gzip,deflate");
    }

    /** Ends the call {@code request} without a message. The remaining bytes of its body are not read. */
    public static void end(HttpServerRequest request, GrpcCode code, String detail, OptionalInt retryAfterSeconds) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        var trailers = response.headWritten() ? response.trailers() : response.headers();
        if (!response.headWritten()) {
            writeHeaders(response);
        }
        trailers.set(STATUS, Integer.toString(code.number()));
        if (!detail.isEmpty()) {
            trailers.set("grpc-message", percentEncode(detail));
        }
        retryAfterSeconds.ifPresent(seconds -> trailers.set("grpc-retry-pushback-ms", seconds + "000"));
        response.end().onComplete(written -> {
            if (!request.isEnded()) {
                // Asks the client to send no more of it (RFC 9113, section 8.1).
                response.reset(NO_ERROR);
            }
        });
    }

    /** A description of at most a thousand characters, and three dots if it was longer. */
    public static String shorten(String detail) {
        if (detail.length() <= MAX_LENGTH) {
            return detail;
        }
        int end = Character.isHighSurrogate(detail.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
        return detail.substring(0, end) + "...";
    }

    /**
     * A description in the form of the trailer: UTF-8, with percent-encoding of all bytes that are not visible ASCII.
     * It has at most {@value #MAX_ENCODED} characters.
     */
    static String percentEncode(String detail) {
        StringBuilder text = new StringBuilder();
        for (int point : shorten(detail).codePoints().toArray()) {
            int before = text.length();
            for (byte each : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
                if (each >= ' ' && each <= '~' && each != '%') {
                    text.append((char) each);
                } else {
                    text.append('%').append(HEX.toHexDigits(each));
                }
            }
            if (text.length() > MAX_ENCODED) {
                text.setLength(before);
                break;
            }
        }
        return text.toString();
    }
}
