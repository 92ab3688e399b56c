package dev.flsys.weights;

import dev.flsys.zip.MalformedZip;
import dev.flsys.zip.ZipHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The entries of a zip archive by its central directory (APPNOTE.TXT 6.3.10, sections 4.3.7 to 4.3.16), with Zip64. An
 * archive is refused if it has entries of one name, entries that overlap or are outside of the file, or encrypted
 * entries. It is also refused if it would expand to much more than its size.
 */
final class ZipEntries {

    private static final int END_BYTES = 22;
    private static final int END64_BYTES = 56;
    private static final int LOCATOR64_BYTES = 20;
    private static final int LOCAL_BYTES = 30;
    private static final int MAX_COMMENT_BYTES = 0xFFFF;

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END64_SIGNATURE = 0x06064b50;
    private static final int LOCATOR64_SIGNATURE = 0x07064b50;
    private static final int LOCAL_SIGNATURE = 0x04034b50;

    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int ENCRYPTED = 1;

    /** Weights with 50,000 tensors have a directory of about 5 MiB. */
    private static final int MAX_DIRECTORY_BYTES = 8 << 20;

    /** An archive may expand to this many times its size. Archives of weights expand by about a tenth. */
    private static final int MAX_TIMES = 8;

    /** Bytes to which any archive may expand. */
    private static final long FREE_BYTES = 64L << 20;

    private final FileChannel channel;
    private final long directoryStart;
    private final Map<String, ZipHeader> entries = new LinkedHashMap<>();

    private ZipEntries(FileChannel channel, ByteBuffer directory, long directoryStart) throws WeightsRefused {
        this.channel = channel;
        this.directoryStart = directoryStart;
        while (directory.hasRemaining()) {
            ZipHeader entry = next(directory);
            if (entries.put(entry.name(), entry) != null) {
                throw WeightsRefused.damaged("its archive has two entries " + WeightsRefused.shown(entry.name()));
            }
        }
    }

    static ZipEntries read(FileChannel channel) throws IOException, WeightsRefused {
        long fileSize = channel.size();
        long tailStart = Math.max(0, fileSize - END_BYTES - MAX_COMMENT_BYTES);
        ByteBuffer tail = part(channel, tailStart, fileSize - tailStart);
        int end = tail.limit() - END_BYTES;
        while (end >= 0
                && (tail.getInt(end) != END_SIGNATURE
                        || Short.toUnsignedInt(tail.getShort(end + 20)) != tail.limit() - END_BYTES - end)) {
            end--;
        }
        if (end < 0) {
            throw WeightsRefused.damaged("its archive is incomplete");
        }
        long size = Integer.toUnsignedLong(tail.getInt(end + 12));
        long start = Integer.toUnsignedLong(tail.getInt(end + 16));
        long count = Short.toUnsignedInt(tail.getShort(end + 10));
        long directoryEnd = tailStart + end;
        long locatorStart = directoryEnd - LOCATOR64_BYTES;
        if (locatorStart >= 0) {
            ByteBuffer locator = part(channel, locatorStart, LOCATOR64_BYTES);
            if (locator.getInt(0) == LOCATOR64_SIGNATURE) {
                directoryEnd = locator.getLong(8);
                if (directoryEnd < 0 || directoryEnd > locatorStart - END64_BYTES) {
                    throw damaged();
                }
                ByteBuffer end64 = part(channel, directoryEnd, END64_BYTES);
                if (end64.getInt(0) != END64_SIGNATURE) {
                    throw damaged();
                }
                count = end64.getLong(32);
                size = end64.getLong(40);
                start = end64.getLong(48);
            }
        }
        if (start < 0 || size < 0 || size > directoryEnd || start != directoryEnd - size) {
            throw damaged();
        }
        if (size > MAX_DIRECTORY_BYTES) {
            throw WeightsRefused.because("The archive has too many entries: its directory has " + (size >> 20)
                    + " MiB, and FLSys reads " + (MAX_DIRECTORY_BYTES >> 20) + " MiB.");
        }
        ZipEntries read = new ZipEntries(channel, part(channel, start, size), start);
        if (read.entries.size() != count) {
            throw damaged();
        }
        read.requireSizes(fileSize);
        read.requireApart();
        return read;
    }

    /** The names in the order of the directory. */
    List<String> names() {
        return List.copyOf(entries.keySet());
    }

    boolean has(String name) {
        return entries.containsKey(name);
    }

    /** The content of an entry, which is not read. */
    Bytes content(String name) throws IOException, WeightsRefused {
        ZipHeader entry = entries.get(name);
        if (entry == null) {
            throw WeightsRefused.damaged("its archive has no entry " + WeightsRefused.shown(name));
        }
        ByteBuffer local = part(channel, entry.start(), LOCAL_BYTES);
        long start = entry.start()
                + LOCAL_BYTES
                + Short.toUnsignedInt(local.getShort(26))
                + Short.toUnsignedInt(local.getShort(28));
        if (local.getInt(0) != LOCAL_SIGNATURE
                || Short.toUnsignedInt(local.getShort(8)) != entry.method()
                || Short.toUnsignedInt(local.getShort(26)) != entry.nameBytes()
                || entry.packed() > endOf(entry) - start) {
            throw WeightsRefused.damaged("its archive contradicts itself about " + WeightsRefused.shown(name));
        }
        if ((entry.flags() & ENCRYPTED) != 0) {
            throw WeightsRefused.because("The archive is encrypted. Unpack it, and save the weights again.");
        }
        Bytes packed = new Bytes.Part(channel, start, entry.packed());
        if (entry.method() == STORED && entry.packed() == entry.size()) {
            return packed;
        }
        if (entry.method() == DEFLATED) {
            return new Bytes.Deflated(packed, entry.size());
        }
        throw WeightsRefused.because("The archive has an entry in a form that FLSys does not read ("
                + WeightsRefused.shown(name) + ", method " + entry.method() + ").");
    }

    /** The start of the next entry, or of the directory. */
    private long endOf(ZipHeader entry) {
        int at = Collections.binarySearch(starts, entry.start());
        return at + 1 < starts.size() ? starts.get(at + 1) : directoryStart;
    }

    private List<Long> starts = List.of();

    private void requireApart() throws WeightsRefused {
        List<ZipHeader> sorted = new ArrayList<>(entries.values());
        sorted.sort(Comparator.comparingLong(ZipHeader::start));
        long free = 0;
        List<Long> found = new ArrayList<>(sorted.size());
        for (ZipHeader entry : sorted) {
            long room = directoryStart - entry.start() - LOCAL_BYTES - entry.nameBytes();
            if (entry.start() < free || entry.packed() > room) {
                throw WeightsRefused.damaged("the entry " + WeightsRefused.shown(entry.name())
                        + " of its archive overlaps another one, or is outside of the file");
            }
            free = entry.start() + LOCAL_BYTES + entry.nameBytes() + entry.packed();
            found.add(entry.start());
        }
        starts = found;
    }

    private void requireSizes(long fileSize) throws WeightsRefused {
        long max = Math.max(FREE_BYTES, MAX_TIMES * fileSize);
        long declared = 0;
        for (ZipHeader entry : entries.values()) {
            declared += Math.min(entry.size(), max + 1);
            if (declared > max) {
                throw WeightsRefused.because("The entries of the archive expand to more than " + (max >> 20)
                        + " MiB, far more than its size. It was refused before they were read."
                        + " Save it without compression: torch.save or numpy.savez.");
            }
        }
    }

    private static ZipHeader next(ByteBuffer directory) throws WeightsRefused {
        try {
            return ZipHeader.read(directory);
        } catch (MalformedZip malformed) {
            throw damaged();
        }
    }

    private static ByteBuffer part(FileChannel channel, long start, long length) throws IOException, WeightsRefused {
        long size = channel.size();
        if (start < 0 || length < 0 || start > size - length) {
            throw damaged();
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        new Bytes.Part(channel, start, length).read(0, bytes);
        return bytes.flip();
    }

    private static WeightsRefused damaged() {
        return WeightsRefused.damaged("its archive is incomplete or contradicts itself");
    }
}
