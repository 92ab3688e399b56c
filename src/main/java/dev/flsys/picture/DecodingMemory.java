package dev.flsys.picture;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The memory for large pictures that are decoded at the same time. A file of 30 bytes can describe a picture of 64
 * megapixels. Many of them at once would exceed the heap or the memory of the container. Large pictures wait for each
 * other in the order of their arrival. Pictures of up to {@link #FREE_PIXELS} need no place. Thread-safe.
 */
final class DecodingMemory {

    /** The part of the heap for pictures; bodies may take half of it. */
    private static final int HEAP_PART = 4;

    static final long FREE_PIXELS = 1_000_000;
    private static final long PATIENCE_SECONDS = 10;

    /** The unit of the semaphores. */
    private static final int UNIT = 1024;

    private static @Nullable DecodingMemory shared;

    private final Semaphore[] free;
    private final int[] all;

    /**
     * The place of the pixels of a picture (heap or native memory), and the most bytes of a pixel that its decoder
     * needs.
     */
    enum Kind {
        /** Indices or samples of the decoder, and their copy in RGB. */
        HEAP(8),
        /** The 32 bits of Leptonica, and the coefficients of a progressive JPEG or libwebp's own pixels. */
        NATIVE(10);

        private final int bytes;

        Kind(int bytes) {
            this.bytes = bytes;
        }
    }

    /**
     * @param heapBytes of all pictures that are decoded in Java
     * @param nativeBytes of all pictures that are decoded by native libraries
     */
    DecodingMemory(long heapBytes, long nativeBytes) {
        this.all = new int[] {units(heapBytes), units(nativeBytes)};
        this.free = new Semaphore[] {new Semaphore(all[0], true), new Semaphore(all[1], true)};
    }

    /** The memory of all decoders of this process. */
    static synchronized DecodingMemory shared() {
        // This is not in a static initializer, which would measure the heap of the build of a native executable.
        if (shared == null) {
            shared = new DecodingMemory(
                    Runtime.getRuntime().maxMemory() / HEAP_PART, ImageDecoder.DEFAULT_MAX_PIXELS * Kind.NATIVE.bytes);
        }
        return shared;
    }

    private static int units(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, bytes / UNIT);
    }

    /** A place for one picture, of no memory yet. The caller must close it after the picture. */
    Place place() {
        return new Place(this);
    }

    /** The memory that one picture has reserved. For one thread at a time. */
    static final class Place implements AutoCloseable {

        private final DecodingMemory memory;
        private final int[] held = new int[Kind.values().length];

        private Place(DecodingMemory memory) {
            this.memory = memory;
        }

        /**
         * Reserves memory for a picture. Waits for other pictures to be closed. A smaller reservation of the same kind
         * is replaced.
         *
         * @throws ImageUnreadable if the picture needs more memory than all pictures may have
         * @throws DecodingBusy if other pictures need the memory for too long
         */
        void reserve(Kind kind, long width, long height) {
            int of = kind.ordinal();
            int units = width * height <= FREE_PIXELS ? 0 : units(width * height * kind.bytes);
            if (units <= held[of]) {
                return;
            }
            if (units > memory.all[of]) {
                throw new ImageUnreadable("The picture has " + width + "x" + height + " pixels, which take "
                        + units / UNIT + " MiB of memory to decode; at most " + memory.all[of] / UNIT
                        + " MiB are used. Send a smaller one, or a JPEG.");
            }
            // Two pictures that each hold a part and wait for more would wait for ever.
            release(of);
            acquire(of, units);
        }

        private void acquire(int of, int units) {
            try {
                if (!memory.free[of].tryAcquire(units, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new DecodingBusy();
                }
                held[of] = units;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new DecodingBusy();
            }
        }

        private void release(int of) {
            memory.free[of].release(held[of]);
            held[of] = 0;
        }

        @Override
        public void close() {
            for (int of = 0; of < held.length; of++) {
                release(of);
            }
        }
    }
}
