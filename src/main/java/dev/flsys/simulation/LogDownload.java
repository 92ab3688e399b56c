package dev.flsys.simulation;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

/** The present log as the body of an answer, read chunk by chunk as the client receives it. */
final class LogDownload {

    private LogDownload() {}

    /** The stored events after number {@code seq}, one per line. Quarkus ends each item with a line feed. */
    static Multi<Buffer> events(SimulationLog log, long seq) {
        return chunks(
                log,
                seq,
                download ->
                        download.chunks(chunk -> Buffer.buffer(chunk.bytes()).slice(0, chunk.bytes().length - 1)));
    }

    /** The output after event number {@code seq}, as {@link LogText} writes it. */
    static Multi<Buffer> text(SimulationLog log, long seq) {
        return chunks(log, seq, download -> {
            LogText text = new LogText();
            Multi<Buffer> last = Multi.createFrom().deferred(() -> {
                String left = text.end();
                return left.isEmpty()
                        ? Multi.createFrom().empty()
                        : Multi.createFrom().item(Buffer.buffer(left));
            });
            return Multi.createBy()
                    .concatenating()
                    .streams(download.chunks(chunk -> Buffer.buffer(text.add(chunk))), last);
        });
    }

    private static Multi<Buffer> chunks(SimulationLog log, long seq, Function<Download, Multi<Buffer>> read) {
        return Multi.createFrom()
                .resource(() -> Download.open(log, seq), read)
                .withFinalizer(Download::close)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /** A reader and the positions where it starts and stops. */
    private record Download(LogReader reader, long start, long end) {

        static Download open(SimulationLog log, long seq) {
            LogReader reader = null;
            try {
                reader = log.open();
                return new Download(reader, reader.after(seq), log.end());
            } catch (IOException unreadable) {
                if (reader != null) {
                    reader.close();
                }
                throw new UncheckedIOException("The log cannot be read: " + log.id(), unreadable);
            }
        }

        Multi<Buffer> chunks(Function<LogChunk, Buffer> form) {
            return Multi.createFrom().generator(() -> start, (position, emitter) -> {
                if (position >= end) {
                    emitter.complete();
                    return position;
                }
                LogChunk chunk = read(position);
                if (chunk.isEmpty()) {
                    emitter.complete();
                } else {
                    emitter.emit(form.apply(chunk));
                }
                return chunk.next();
            });
        }

        private LogChunk read(long position) {
            try {
                return reader.read(position);
            } catch (IOException unreadable) {
                throw new UncheckedIOException("The log cannot be read", unreadable);
            }
        }

        void close() {
            reader.close();
        }
    }
}
