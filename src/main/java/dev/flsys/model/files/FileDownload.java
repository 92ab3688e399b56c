package dev.flsys.model.files;

import dev.flsys.project.FileStamp;
import io.vertx.core.Vertx;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.FileSystemException;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The answer with a file. The answer has the content of the file at the start of the request, even if the file is
 * replaced or deleted meanwhile. A file that is cut off in place ends the connection, so that the client notices.
 */
final class FileDownload {

    private static final Logger LOG = Logger.getLogger(FileDownload.class);
    private static final int BUFFER = 64 * 1024;

    /** The number of attempts to open a file that is replaced again and again. */
    private static final int ATTEMPTS = 5;

    /** The HTTP/2 error code of RFC 9113, section 7. */
    private static final long INTERNAL_ERROR = 2;

    private FileDownload() {}

    /**
     * The conditions of a request.
     *
     * @param range the header Range
     * @param ifNoneMatch the header If-None-Match
     * @param ifRange the header If-Range
     */
    record Conditions(
            @Nullable String range,
            @Nullable String ifNoneMatch,
            @Nullable String ifRange) {}

    private record Opened(Path path, AsyncFile file, FileStamp stamp) {}

    /**
     * Opens the file of a model and answers with it, or with a part of it. Does not block.
     *
     * <p>The answer is complete on the event loop of {@code exchange}, and not on a thread that may block: Quarkus sets
     * the handler for the file's bytes before the handler for its end. On another thread, the end of a small file may
     * arrive between the two. The answer would never end, and a later request on its connection would wait forever.
     *
     * @param path returns the file; may block
     * @param id the id of the model, for messages
     * @return fails with {@link ModelFilesProblem} if the file does not exist any more, or has no byte of the range
     */
    static CompletionStage<Response> answer(
            Supplier<Path> path, String id, Conditions conditions, RoutingContext exchange) {
        return exchange.vertx()
                .executeBlocking(() -> open(path.get(), id, exchange.vertx()), false)
                .map(opened -> answer(opened, conditions, exchange))
                .toCompletionStage();
    }

    private static Response answer(Opened opened, Conditions conditions, RoutingContext exchange) {
        boolean sent = false;
        try {
            Response response = unsent(opened, conditions, exchange);
            sent = response.hasEntity();
            return response;
        } finally {
            if (!sent) {
                close(opened.file());
            }
        }
    }

    private static Response unsent(Opened opened, Conditions conditions, RoutingContext exchange) {
        long size = opened.stamp().sizeBytes();
        String tag = entityTag(opened.stamp());
        Response.ResponseBuilder response = Response.ok()
                .header(HttpHeaders.ETAG, tag)
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .header("Accept-Ranges", "bytes");
        if (isIn(conditions.ifNoneMatch(), tag)) {
            return response.status(Response.Status.NOT_MODIFIED).build();
        }
        String wanted = conditions.ifRange();
        Optional<ByteRange> range = wanted == null || wanted.strip().equals(tag)
                ? ByteRange.parse(conditions.range(), size)
                : Optional.empty();
        ByteRange part = range.orElse(new ByteRange(0, size));
        response.type("application/octet-stream")
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        contentDisposition(String.valueOf(opened.path().getFileName())))
                .header("X-Content-Type-Options", "nosniff");
        range.ifPresent(each -> response.status(Response.Status.PARTIAL_CONTENT)
                .header(
                        "Content-Range",
                        "bytes " + each.from() + "-" + (each.from() + each.length() - 1) + "/" + size));
        if (size == 0) {
            return response.header(HttpHeaders.CONTENT_LENGTH, 0).build();
        }
        AsyncFile file = opened.file();
        file.setReadBufferSize(BUFFER).setReadPos(part.from()).setReadLength(part.length());
        end(exchange, file, part.length());
        return response.entity(file).build();
    }

    private static Opened open(Path path, String id, Vertx vertx) {
        OpenOptions reading = new OpenOptions().setRead(true).setWrite(false).setCreate(false);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<FileStamp> before = FileStamp.read(path);
            Object key = FileStamp.key(path);
            if (before.isEmpty()) {
                break;
            }
            AsyncFile file;
            try {
                file = vertx.fileSystem().openBlocking(path.toString(), reading);
            } catch (FileSystemException unreadable) {
                LOG.debugf(unreadable, "A model file cannot be opened");
                if (FileStamp.read(path).isEmpty()) {
                    break;
                }
                throw ModelFilesProblem.unreadable(
                        "The file cannot be read. Give the user that runs FLSys access to it.");
            }
            // The same stamp before and after: the open file is the one that the tag and the length describe.
            if (FileStamp.read(path).equals(before)
                    && String.valueOf(key).equals(String.valueOf(FileStamp.key(path)))) {
                return new Opened(path, file, before.get());
            }
            close(file);
        }
        throw ModelFilesProblem.missing(id);
    }

    /** Closes the file after the answer. Ends the connection if the answer lacks bytes. */
    private static void end(RoutingContext exchange, AsyncFile file, long length) {
        HttpServerResponse response = exchange.response();
        exchange.addEndHandler(sent -> {
            close(file);
            boolean lacks = !"HEAD".equals(exchange.request().method().name()) && response.bytesWritten() < length;
            if (lacks && !response.closed()) {
                LOG.debugf("A download ended early");
                if (!response.reset(INTERNAL_ERROR)) {
                    var unused = exchange.request().connection().close();
                }
            }
        });
        if (response.closed()) {
            close(file);
        }
    }

    private static void close(AsyncFile file) {
        try {
            var unused = file.close();
        } catch (IllegalStateException closedAlready) {
            LOG.trace("The file was closed by the end of its answer");
        }
    }

    /** A strong entity tag of the stamp. */
    static String entityTag(FileStamp stamp) {
        Instant modified = stamp.modified();
        return String.format(
                Locale.ROOT, "\"%x-%x.%x\"", stamp.sizeBytes(), modified.getEpochSecond(), modified.getNano());
    }

    private static boolean isIn(@Nullable String header, String tag) {
        if (header == null) {
            return false;
        }
        for (String each : header.split(",")) {
            String one = each.strip();
            if (one.equals("*") || one.equals(tag) || one.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }

    /** The header by RFC 6266: the name in ASCII for old clients, and in UTF-8 by RFC 8187. */
    static String contentDisposition(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            char letter = (char) (each & 0xff);
            boolean plain = letter < 128 && (Character.isLetterOrDigit(letter) || "!#$&+-.^_`|~".indexOf(letter) >= 0);
            encoded.append(plain ? String.valueOf(letter) : String.format("%%%02X", (int) letter));
        }
        String ascii = name.replaceAll("[^\\x20-\\x7e]|[\"\\\\%]", "_");
        return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
    }
}
