package dev.flsys.simulation.log;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The present log as the body of an answer. A chunk is read when the client has taken the chunk before. All downloads
 * together use one thread, on which each reads one chunk in turn. So many downloads delay each other, but no other
 * request.
 */
public final class LogDownload implements Flow.Subscription {

    private static final Logger LOG = Logger.getLogger(LogDownload.class);
    private static final Turns TURNS = new Turns();

    private final SimulationLog log;
    private final long seq;
    private final Form form;
    private final Flow.Subscriber<? super Buffer> client;
    private final AtomicLong demand = new AtomicLong();
    private final AtomicBoolean waiting = new AtomicBoolean();
    private volatile boolean cancelled;

    // Used only within a turn.
    private @Nullable LogReader reader;
    private long position;
    private long end;
    private boolean sent;
    private boolean over;

    /** Turns the chunks of a log into content. For one thread. */
    private interface Form {

        /** The content for {@code chunk}; may be empty. */
        Buffer of(LogChunk chunk);

        /** The content after the last chunk; may be empty. */
        Buffer end();
    }

    private LogDownload(SimulationLog log, long seq, Form form, Flow.Subscriber<? super Buffer> client) {
        this.log = log;
        this.seq = seq;
        this.form = form;
        this.client = client;
    }

    /** The stored events after number {@code seq}, one per line. Quarkus ends each item with a line feed. */
    public static Multi<Buffer> events(SimulationLog log, long seq) {
        return Multi.createFrom().publisher(client -> start(log, seq, new Events(), client));
    }

    /** The output after event number {@code seq}, as {@link LogText} writes it. */
    public static Multi<Buffer> text(SimulationLog log, long seq) {
        return Multi.createFrom().publisher(client -> start(log, seq, new Text(new LogText()), client));
    }

    private static void start(SimulationLog log, long seq, Form form, Flow.Subscriber<? super Buffer> client) {
        client.onSubscribe(new LogDownload(log, seq, form, client));
    }

    private record Events() implements Form {

        @Override
        public Buffer of(LogChunk chunk) {
            return Buffer.buffer(chunk.bytes()).slice(0, chunk.bytes().length - 1);
        }

        @Override
        public Buffer end() {
            return Buffer.buffer();
        }
    }

    private record Text(LogText text) implements Form {

        @Override
        public Buffer of(LogChunk chunk) {
            return Buffer.buffer(text.add(chunk));
        }

        @Override
        public Buffer end() {
            return Buffer.buffer(text.end());
        }
    }

    @Override
    public void request(long items) {
        demand.getAndUpdate(before -> before > Long.MAX_VALUE - items ? Long.MAX_VALUE : before + items);
        waitForTurn();
    }

    @Override
    public void cancel() {
        cancelled = true;
        waitForTurn();
    }

    private void waitForTurn() {
        if (waiting.compareAndSet(false, true)) {
            TURNS.add(this::turn);
        }
    }

    private void turn() {
        waiting.set(false);
        if (over) {
            return;
        }
        if (cancelled) {
            close();
        } else if (demand.get() > 0) {
            try {
                sendNext();
            } catch (IOException | RuntimeException unreadable) {
                fail(unreadable);
            }
            if (!over && demand.get() > 0) {
                waitForTurn();
            }
        }
    }

    private void sendNext() throws IOException {
        if (reader == null) {
            reader = log.open();
            position = reader.after(seq);
            end = log.end();
        }
        LogChunk chunk = position < end ? reader.read(position) : null;
        if (chunk == null || chunk.isEmpty()) {
            close();
            send(form.end());
            client.onComplete();
        } else {
            position = chunk.next();
            send(form.of(chunk));
        }
    }

    private void send(Buffer content) {
        if (content.length() > 0) {
            sent = true;
            demand.decrementAndGet();
            client.onNext(content);
        }
    }

    private void fail(Exception unreadable) {
        close();
        if (sent) {
            // The answer has begun, so the client gets only a part of it, and Quarkus logs nothing.
            LOG.warnf(unreadable, "A download of the log of simulation %s ends early", log.id());
        }
        client.onError(
                unreadable instanceof IOException failed
                        ? new UncheckedIOException("The log cannot be read: " + log.id(), failed)
                        : unreadable);
    }

    private void close() {
        over = true;
        if (reader != null) {
            reader.close();
        }
    }
}
