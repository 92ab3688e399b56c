package dev.flsys.testsupport;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * Damages the parts that a picture file consists of, at random with a fixed seed: chunks of PNG with correct checksums,
 * segments of JPEG, chunks of WebP, and entries in the directory of TIFF. Parts are lost, repeated, moved or changed,
 * and have false lengths. Other formats have no such parts.
 */
public final class PictureDamage {

    private static final int MAX_REPEATS = 200;
    private static final int[] LENGTHS = {0, 1, 2, 0x7fff, 0xffff, 0x10000, 0xffffff, 0x7fffffff, 0x80000000, -1};

    private final Random random;

    public PictureDamage(long seed) {
        this.random = new Random(seed);
    }

    /** {@code file} with damaged parts; the same array if it has none. */
    public byte[] of(byte[] file) {
        if (file.length > 8 && file[0] == (byte) 0x89 && file[1] == 'P') {
            return chunks(file, 8, ByteOrder.BIG_ENDIAN);
        } else if (file.length > 4 && file[0] == (byte) 0xff && file[1] == (byte) 0xd8) {
            return jpeg(file);
        } else if (file.length > 12 && file[0] == 'R' && file[8] == 'W') {
            byte[] changed = chunks(file, 12, ByteOrder.LITTLE_ENDIAN);
            return ByteBuffer.wrap(changed)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(4, changed.length - 8)
                    .array();
        } else if (file.length > 8 && (file[0] == 'I' || file[0] == 'M') && file[0] == file[1]) {
            return tiff(file.clone());
        }
        return file;
    }

    /** A part with its header. */
    private record Part(byte[] bytes, int header) {}

    private void damage(List<Part> parts) {
        int at = random.nextInt(parts.size());
        Part part = parts.get(at);
        switch (random.nextInt(5)) {
            case 0 -> parts.remove(at);
            case 1 -> parts.addAll(at, Collections.nCopies(1 + random.nextInt(MAX_REPEATS), part));
            case 2 -> Collections.swap(parts, at, random.nextInt(parts.size()));
            default -> {
                byte[] bytes = part.bytes.clone();
                for (int left = 1 + random.nextInt(3); left > 0 && bytes.length > part.header; left--) {
                    int within = part.header + random.nextInt(Math.min(32, bytes.length - part.header));
                    bytes[within] = (byte) random.nextInt(256);
                }
                parts.set(at, new Part(bytes, part.header));
            }
        }
    }

    /** The chunks of PNG (big-endian, with checksums) or of RIFF. */
    private byte[] chunks(byte[] file, int start, ByteOrder order) {
        boolean png = order == ByteOrder.BIG_ENDIAN;
        int length = png ? 0 : 4;
        int extra = png ? 12 : 8;
        ByteBuffer all = ByteBuffer.wrap(file).order(order);
        List<Part> parts = new ArrayList<>();
        int at = start;
        while (at + extra <= file.length) {
            int data = all.getInt(at + length);
            if (data < 0 || data > file.length - at - extra) {
                break;
            }
            int size = Math.min(file.length - at, extra + data + (png ? 0 : data & 1));
            parts.add(new Part(Arrays.copyOfRange(file, at, at + size), 8));
            at += size;
        }
        if (parts.isEmpty()) {
            return file;
        }
        damage(parts);
        int falsified = random.nextInt(3) == 0 ? random.nextInt(Math.max(1, parts.size())) : -1;
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        changed.write(file, 0, start);
        for (int i = 0; i < parts.size(); i++) {
            ByteBuffer chunk = ByteBuffer.wrap(parts.get(i).bytes.clone()).order(order);
            if (i == falsified) {
                chunk.putInt(length, LENGTHS[random.nextInt(LENGTHS.length)]);
            }
            if (png) {
                CRC32 checksum = new CRC32();
                checksum.update(chunk.array(), 4, chunk.capacity() - 8);
                chunk.putInt(chunk.capacity() - 4, (int) checksum.getValue());
            }
            changed.writeBytes(chunk.array());
        }
        return changed.toByteArray();
    }

    private byte[] jpeg(byte[] file) {
        List<Part> parts = new ArrayList<>();
        int at = 2;
        while (at + 4 <= file.length && file[at] == (byte) 0xff && file[at + 1] != (byte) 0xda) {
            int size = 2 + ((file[at + 2] & 0xff) << 8 | (file[at + 3] & 0xff));
            if (size > file.length - at) {
                break;
            }
            parts.add(new Part(Arrays.copyOfRange(file, at, at + size), 4));
            at += size;
        }
        byte[] rest = Arrays.copyOfRange(file, at, file.length);
        if (parts.isEmpty()) {
            return file;
        }
        damage(parts);
        if (random.nextInt(3) == 0 && !parts.isEmpty()) {
            int length = LENGTHS[random.nextInt(LENGTHS.length)];
            int index = random.nextInt(parts.size());
            byte[] falsified = parts.get(index).bytes.clone();
            falsified[2] = (byte) (length >> 8);
            falsified[3] = (byte) length;
            parts.set(index, new Part(falsified, 4));
        }
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        changed.write(file, 0, 2);
        parts.forEach(part -> changed.writeBytes(part.bytes));
        changed.writeBytes(rest);
        return changed.toByteArray();
    }

    /** Changes the tag, type, count or value of an entry, or the offset of the next directory. */
    private byte[] tiff(byte[] file) {
        ByteBuffer all = ByteBuffer.wrap(file).order(file[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = all.getInt(4);
        if (directory < 8 || directory > file.length - 2) {
            return file;
        }
        int count = Short.toUnsignedInt(all.getShort(directory));
        int end = directory + 2 + 12 * count;
        if (count == 0 || end > file.length - 4) {
            return file;
        }
        for (int left = 1 + random.nextInt(2); left > 0; left--) {
            int entry = directory + 2 + 12 * random.nextInt(count);
            int number =
                    random.nextBoolean() ? LENGTHS[random.nextInt(LENGTHS.length)] : random.nextInt(file.length + 1);
            switch (random.nextInt(5)) {
                case 0 -> all.putShort(entry, (short) (254 + random.nextInt(90)));
                case 1 -> all.putShort(entry + 2, (short) random.nextInt(16));
                case 2 -> all.putInt(entry + 4, number);
                case 3 -> all.putInt(entry + 8, number);
                default -> all.putInt(end, random.nextBoolean() ? directory : number);
            }
        }
        return file;
    }
}
