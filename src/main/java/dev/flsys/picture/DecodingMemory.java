package dev.flsys.picture;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The memory for large pictures that are decoded and resized at the same time. A file of 30 bytes can describe a
 * picture of 64 megapixels. Many of them at once would exceed the heap or the memory of the container. Large pictures
 * wait for each other in the order of their arrival. Pictures of up to {@link #FREE_PIXELS} need no place. Thread-safe.
 */
final class DecodingMemory {

    /** The part of the heap for pictures; bodies may take half of it. */
    private static final int HEAP_PART = 4;

    static final long FREE_PIXELS = 1_000_000;

    /** The widest rows that {@code picture.resize} turns into columns; wider ones need no blocks. */
    private static final long WIDEST = 1 << 17;

    /** The most bytes for the blocks of a picture without a place; 1,920 pixels in a row take half of it. */
    private static final long FREE_BLOCKS = 1 << 20;

    private static final long TIMEOUT_SECONDS = 10;

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

    /**
     * The bytes that resizing a picture takes on the heap besides its pixels: {@code picture.resize} reads 8 rows at
     * once, and turns up to 64 rows, or a million pixels, into columns. The resized rows are not counted; they are as
     * short as those of the input of a model.
     */
    static long blockBytes(long width, long height) {
        if (width > WIDEST) {
            return 0;
        }
        long rows = Math.min(Math.min(64, (WIDEST * 8) / width), height + 7);
        return width * (Integer.BYTES * (rows + 8) + 16 + Integer.BYTES);
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
         * Reserves memory for a picture and for resizing it. Waits for other pictures to be closed. A smaller
         * reservation is replaced.
         *
         * @throws ImageUnreadable if the picture needs more memory than all pictures may have
         * @throws DecodingBusy if other pictures need the memory for too long
         */
        void reserve(Kind kind, long width, long height) {
            int[] units = new int[held.length];
            long pixels = width * height <= FREE_PIXELS ? 0 : width * height * kind.bytes;
            long blocks = blockBytes(width, height);
            units[Kind.HEAP.ordinal()] = units(blocks <= FREE_BLOCKS ? 0 : blocks);
            units[kind.ordinal()] += units(pixels);
            boolean enough = true;
            for (int of = 0; of < held.length; of++) {
                enough &= units[of] <= held[of];
                units[of] = Math.max(units[of], held[of]);
                if (units[of] > memory.all[of]) {
                    throw new ImageUnreadable("The picture has " + width + "x" + height + " pixels, which take "
                            + units[of] / UNIT + " MiB of memory to decode; at most " + memory.all[of] / UNIT
                            + " MiB are used. Send a smaller one, or a JPEG.");
                }
            }
            if (enough) {
                return;
            }
            // Two pictures that each hold a part and wait for more would wait forever. So a picture holds nothing when
            // it begins to wait, and all pictures take the kinds in the same order.
            close();
            for (int of = 0; of < held.length; of++) {
                acquire(of, units[of]);
            }
        }

        private void acquire(int of, int units) {
            try {
                // A fair semaphore lets a request for nothing wait for those before it.
                if (units > 0 && !memory.free[of].tryAcquire(units, TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
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
