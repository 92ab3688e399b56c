package dev.flsys.engine;

import java.util.Arrays;

/**
 * The arrangement of the values of an item for a network.
 *
 * @param item the shape that callers use, {@code [channels, side, side]} or {@code [features]}
 * @param fed the shape that the network takes
 * @param channelsLast whether all channels of a pixel follow one another, as in {@code [side, side, channels]}
 * @param batched whether the network takes a batch; else it takes one item without a dimension for the batch
 */
record ItemLayout(long[] item, long[] fed, boolean channelsLast, boolean batched) {

    private static final long ANY = -1;

    static ItemLayout unchanged(long... item) {
        return new ItemLayout(item, item, false, true);
    }

    /** One row of values. */
    static ItemLayout flat(long... item) {
        return new ItemLayout(item, new long[] {countValues(item)}, false, true);
    }

    /** A grey picture as {@code [side, side]}. */
    static ItemLayout withoutChannel(long... item) {
        return new ItemLayout(item, new long[] {item[1], item[2]}, false, true);
    }

    /** {@code [side, side, channels]}. */
    static ItemLayout channelsLast(long... item) {
        return new ItemLayout(item, new long[] {item[1], item[2], item[0]}, true, true);
    }

    /** The same arrangement for a network that takes one item without a dimension for the batch. */
    ItemLayout withoutBatch() {
        return new ItemLayout(item, fed, channelsLast, false);
    }

    /** The number of values of an item. */
    static int countValues(long... item) {
        return Math.toIntExact(Arrays.stream(item).reduce(1, Math::multiplyExact));
    }

    /**
     * Whether a network that declares this shape takes such items; -1 is any size. A first dimension of any size, or of
     * size 1, is the dimension of a batch.
     */
    boolean fits(long[] declared) {
        int first = batched ? 1 : 0;
        if (declared.length != fed.length + first || (!batched && declared[0] <= 1)) {
            return false;
        }
        for (int i = 0; i < fed.length; i++) {
            // Channels at the end are an exception, so the file has to declare them.
            boolean any = declared[first + i] == ANY && !(channelsLast && i == fed.length - 1);
            if (!any && declared[first + i] != fed[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * The shape of a batch for the network.
     *
     * @param shape the number of items, and the shape of each; one item if the network takes no batches
     */
    long[] batchShape(long... shape) {
        if (!batched) {
            return fed;
        }
        return fed == item ? shape : WarmUp.batchShape(Math.toIntExact(shape[0]), fed);
    }

    /** Whether {@link #arrange} changes nothing. */
    boolean isUnchanged() {
        return !channelsLast || item[0] == 1;
    }

    /** The values of items in the order of the network; {@code input} itself if that is its order. */
    float[] arrange(float[] input) {
        if (isUnchanged()) {
            return input;
        }
        int channels = (int) item[0];
        int plane = (int) (item[1] * item[2]);
        float[] arranged = new float[input.length];
        for (int first = 0; first + channels * plane <= input.length; first += channels * plane) {
            for (int i = 0, at = first; i < plane; i++) {
                for (int channel = 0; channel < channels; channel++) {
                    arranged[at++] = input[first + channel * plane + i];
                }
            }
        }
        return arranged;
    }

    /** A shape for users, with {@code n} for any size. */
    static String describeShape(long... shape) {
        return Arrays.toString(shape).replace("-1", "n");
    }
}
