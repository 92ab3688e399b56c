package dev.flsys.testsupport;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Changes bytes at random, with a fixed seed: flips, false numbers, spans that are lost, repeated or foreign. */
public final class Mutations {

    private static final int MAX_CHANGES = 4;
    private static final int MAX_SPAN = 512;
    private static final int MAX_REPEATED_BYTES = 64 * 1024;
    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        2,
        7,
        8,
        127,
        128,
        255,
        256,
        32_767,
        32_768,
        65_535,
        65_536,
        0x7fffffff,
        0x80000000L,
        0xffffffffL,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    private static final List<String> TEXTS =
            List.of("0", "-1", "1e308", "1e999", "999999999", "9223372036854775808", "0.1", "NaN", "", "00", "\u0661");

    private final Random random;
    private final List<byte[]> inputs;

    /** @param inputs parts of these replace parts of others; not empty */
    public Mutations(long seed, List<byte[]> inputs) {
        this.random = new Random(seed);
        this.inputs = List.copyOf(inputs);
    }

    /** One of the inputs with one to four changes. */
    public byte[] next() {
        return of(inputs.get(random.nextInt(inputs.size())));
    }

    /** {@code input} with one to four changes; {@code input} itself is not changed. */
    public byte[] of(byte[] input) {
        byte[] changed = input.clone();
        for (int left = 1 + random.nextInt(MAX_CHANGES); left > 0; left--) {
            changed = change(changed);
        }
        return changed;
    }

    private byte[] change(byte[] bytes) {
        if (bytes.length == 0) {
            return bytes(1 + random.nextInt(8));
        }
        int at = at(bytes);
        int length = 1 + random.nextInt(Math.min(MAX_SPAN, bytes.length - at));
        return switch (random.nextInt(11)) {
            case 0, 1 -> {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                yield bytes;
            }
            case 2 -> replaced(bytes, at, length, bytes(length));
            case 3, 4 -> number(bytes, at);
            case 5 -> text(bytes, at);
            case 6 -> replaced(bytes, at, length, new byte[0]);
            case 7 -> replaced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
            case 8 -> repeated(bytes, at, Math.min(length, 1 + random.nextInt(16)));
            case 9 -> Arrays.copyOf(bytes, at);
            default -> {
                byte[] other = inputs.get(random.nextInt(inputs.size()));
                int from = other.length == 0 ? 0 : at(other);
                int to = Math.min(other.length, from + 1 + random.nextInt(MAX_SPAN));
                yield replaced(bytes, at, random.nextBoolean() ? 0 : length, Arrays.copyOfRange(other, from, to));
            }
        };
    }

    /** A position; half of them are in the header. */
    private int at(byte[] bytes) {
        return random.nextInt(random.nextBoolean() ? bytes.length : Math.min(bytes.length, 64));
    }

    /** Writes a number of 1 to 8 bytes in one of the two orders. */
    private byte[] number(byte[] bytes, int at) {
        long number = NUMBERS[random.nextInt(NUMBERS.length)];
        int size = Math.min(1 << random.nextInt(4), bytes.length - at);
        boolean little = random.nextBoolean();
        for (int i = 0; i < size; i++) {
            bytes[at + (little ? i : size - 1 - i)] = (byte) (number >> (8 * i));
        }
        return bytes;
    }

    /** Replaces the digits at or after {@code at} by another number. */
    private byte[] text(byte[] bytes, int at) {
        int from = at;
        while (from < bytes.length && !Character.isDigit(bytes[from])) {
            from++;
        }
        int to = from;
        while (to < bytes.length && Character.isDigit(bytes[to])) {
            to++;
        }
        byte[] number = TEXTS.get(random.nextInt(TEXTS.size())).getBytes(StandardCharsets.UTF_8);
        return replaced(bytes, from, to - from, number);
    }

    private byte[] repeated(byte[] bytes, int at, int length) {
        int times = 1 << random.nextInt(17);
        byte[] span = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + length));
        byte[] all = new byte[Math.min(MAX_REPEATED_BYTES, span.length * times)];
        for (int i = 0; i < all.length; i++) {
            all[i] = span[i % span.length];
        }
        return replaced(bytes, at, 0, all);
    }

    private static byte[] replaced(byte[] bytes, int at, int length, byte[] by) {
        byte[] result = new byte[bytes.length - length + by.length];
        System.arraycopy(bytes, 0, result, 0, at);
        System.arraycopy(by, 0, result, at, by.length);
        System.arraycopy(bytes, at + length, result, at + by.length, bytes.length - at - length);
        return result;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
