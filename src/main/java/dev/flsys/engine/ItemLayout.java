package dev.flsys.engine;

import java.util.Arrays;

/**
 * The arrangement of the values of an item for a network.
 *
 * @param item the shape that callers use, {@code [channels, side, side]} or {@code [features]}
 * @param fed the shape that the network takes
 * @param channelsLast whether all channels of a pixel follow one another, as in {@code [side, side, channels]}
 */
record ItemLayout(long[] item, long[] fed, boolean channelsLast) {

    private static final long ANY = -1;

    static ItemLayout unchanged(long... item) {
        return new ItemLayout(item, item, false);
    }

    /** One row of values. */
    static ItemLayout flat(long... item) {
        return new ItemLayout(item, new long[] {countValues(item)}, false);
    }

    /** A grey picture as {@code [side, side]}. */
    static ItemLayout withoutChannel(long... item) {
        return new ItemLayout(item, new long[] {item[1], item[2]}, false);
    }

    /** {@code [side, side, channels]}. */
    static ItemLayout channelsLast(long... item) {
        return new ItemLayout(item, new long[] {item[1], item[2], item[0]}, true);
    }

    /** The number of values of an item. */
    static int countValues(long... item) {
        return Math.toIntExact(Arrays.stream(item).reduce(1, Math::multiplyExact));
    }

    /** Whether a network that declares this shape of a batch takes such items; -1 is any size. */
    boolean fits(long[] declared) {
        if (declared.length != fed.length + 1) {
            return false;
        }
        for (int i = 0; i < fed.length; i++) {
            // Channels at the end are an exception, so the file has to declare them.
            boolean any = declared[i + 1] == ANY && !(channelsLast && i == fed.length - 1);
            if (!any && declared[i + 1] != fed[i]) {
                return false;
            }
        }
        return true;
    }

    /** The shape of a batch for the network. */
    long[] batchShape(long... shape) {
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
