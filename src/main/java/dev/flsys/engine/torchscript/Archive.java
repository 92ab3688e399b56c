package dev.flsys.engine.torchscript;

import dev.flsys.zip.MalformedZip;
import dev.flsys.zip.ZipHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The entries of a TorchScript archive, a zip file, as libtorch's reader finds them
 * (caffe2/serialize/inline_container.cc with miniz): by the central directory, names compared without regard to case.
 * An archive that two readers could read differently is refused. It has one of these:
 *
 * <ul>
 *   <li>data before or after the archive, or a comment
 *   <li>entries of the same name
 *   <li>entries outside of the archive's one folder
 *   <li>headers that contradict the directory (APPNOTE.TXT 6.3.10, sections 4.3.7 to 4.3.16)
 * </ul>
 */
final class Archive {

    private static final int END_BYTES = 22;
    private static final int END64_BYTES = 56;
    private static final int LOCATOR64_BYTES = 20;
    private static final int LOCAL_BYTES = 30;

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END64_SIGNATURE = 0x06064b50;
    private static final int LOCATOR64_SIGNATURE = 0x07064b50;
    private static final int LOCAL_SIGNATURE = 0x04034b50;

    /** Version 6.3 of the format, in the low byte; the high byte names a system (APPNOTE.TXT 4.4.2 and 4.4.3). */
    private static final int MAX_ZIP_VERSION = 63;

    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int ENCRYPTED = 1;

    private static final long MAX_DIRECTORY_BYTES = 64L * 1024 * 1024;

    private final FileChannel channel;
    private final long directoryStart;
    private final Map<String, ZipHeader> entries = new LinkedHashMap<>();
    private String folder = "";

    private Archive(FileChannel channel, ByteBuffer directory, long directoryStart) throws TorchScriptRefused {
        this.channel = channel;
        this.directoryStart = directoryStart;
        while (directory.hasRemaining()) {
            try {
                add(ZipHeader.read(directory));
            } catch (MalformedZip malformed) {
                throw damaged();
            }
        }
        if (entries.isEmpty()) {
            throw damaged();
        }
    }

    /**
     * Reads the directory of the archive.
     *
     * @throws TorchScriptRefused if it is not written as {@code torch.jit.save} writes it
     * @throws IOException if the file cannot be read
     */
    static Archive read(FileChannel channel) throws IOException, TorchScriptRefused {
        long end = channel.size() - END_BYTES;
        ByteBuffer record = FilePart.read(channel, end, END_BYTES);
        if (record.limit() < END_BYTES || record.getInt(0) != END_SIGNATURE || record.getShort(20) != 0) {
            throw TorchScriptRefused.unusual("data follows the end of the archive");
        }
        requireZip(FilePart.read(channel, 0, LOCAL_BYTES));
        long size = Integer.toUnsignedLong(record.getInt(12));
        long start = Integer.toUnsignedLong(record.getInt(16));
        long directoryEnd = end;
        ByteBuffer locator = end < LOCATOR64_BYTES
                ? ByteBuffer.allocate(4)
                : FilePart.read(channel, end - LOCATOR64_BYTES, LOCATOR64_BYTES);
        if (locator.getInt(0) == LOCATOR64_SIGNATURE) {
            directoryEnd = locator.getLong(8);
            ByteBuffer record64 = directoryEnd < 0 || directoryEnd > end - LOCATOR64_BYTES - END64_BYTES
                    ? ByteBuffer.allocate(4)
                    : FilePart.read(channel, directoryEnd, END64_BYTES);
            if (record64.getInt(0) != END64_SIGNATURE) {
                throw damaged();
            }
            size = record64.getLong(40);
            start = record64.getLong(48);
        }
        if (start < 0 || size < 0 || size > MAX_DIRECTORY_BYTES || start + size != directoryEnd) {
            throw damaged();
        }
        return new Archive(channel, FilePart.read(channel, start, (int) size), start);
    }

    /**
     * Refuses a file that libtorch would not open as an archive. It takes a file with {@code PTMF} at offset 4 for the
     * other format of modules, FlatBuffers, also if a zip archive begins before it
     * (torch/csrc/jit/mobile/file_format.h).
     */
    private static void requireZip(ByteBuffer start) throws TorchScriptRefused {
        if (start.limit() < LOCAL_BYTES || start.getInt(0) != LOCAL_SIGNATURE) {
            throw TorchScriptRefused.unusual("data precedes the start of the archive");
        }
        if (Short.toUnsignedInt(start.getShort(4)) > MAX_ZIP_VERSION) {
            throw TorchScriptRefused.unusual("the archive is of an unknown version, or not only an archive");
        }
    }

    /** The names of the entries without the archive's folder, in lower case. */
    Iterable<String> names() {
        return entries.keySet();
    }

    /** The size in bytes of the entry {@code name}. */
    long size(String name) {
        return find(name).size();
    }

    /**
     * The content of the entry {@code name}, one of {@link #names}.
     *
     * @param max the most bytes that it may have
     */
    byte[] readContent(String name, int max) throws IOException, TorchScriptRefused {
        ZipHeader entry = find(name);
        if (entry.size() > max || entry.packed() > max + 1024L) {
            throw TorchScriptRefused.unusual("its entry " + TorchScriptRefused.shorten(name) + " is too large");
        }
        ByteBuffer local = FilePart.read(channel, entry.start(), LOCAL_BYTES);
        int nameBytes = local.limit() < LOCAL_BYTES ? 0 : Short.toUnsignedInt(local.getShort(26));
        ByteBuffer localName = FilePart.read(channel, entry.start() + LOCAL_BYTES, nameBytes);
        boolean agrees = local.limit() == LOCAL_BYTES
                && local.getInt(0) == LOCAL_SIGNATURE
                && Short.toUnsignedInt(local.getShort(8)) == entry.method()
                && text(name(localName)).equals(entry.name());
        if (!agrees || (entry.flags() & ENCRYPTED) != 0) {
            throw damaged();
        }
        long start = entry.start() + LOCAL_BYTES + nameBytes + Short.toUnsignedInt(local.getShort(28));
        if (start + entry.packed() > directoryStart) {
            throw damaged();
        }
        byte[] data = FilePart.read(channel, start, (int) entry.packed()).array();
        return switch (entry.method()) {
            case STORED -> {
                if (data.length != entry.size()) {
                    throw damaged();
                }
                yield data;
            }
            case DEFLATED -> inflate(data, (int) entry.size());
            default -> throw damaged();
        };
    }

    private ZipHeader find(String name) {
        ZipHeader entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException(name);
        }
        return entry;
    }

    private void add(ZipHeader entry) throws TorchScriptRefused {
        if (entries.isEmpty()) {
            folder = entry.name().substring(0, entry.name().indexOf('/') + 1);
        }
        if (folder.isEmpty() || !entry.name().startsWith(folder)) {
            throw TorchScriptRefused.unusual("it has entries outside of its folder");
        }
        String name = entry.name().substring(folder.length()).toLowerCase(Locale.ROOT);
        if (entries.put(name, entry) != null) {
            throw TorchScriptRefused.unusual("it has two entries of the name " + TorchScriptRefused.shorten(name));
        }
    }

    private static byte[] inflate(byte[] data, int size) throws TorchScriptRefused {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(data);
            byte[] content = new byte[size];
            int read = 0;
            while (read < size) {
                int more = inflater.inflate(content, read, size - read);
                if (more == 0) {
                    throw damaged();
                }
                read += more;
            }
            if (!inflater.finished() && (inflater.inflate(new byte[1]) != 0 || !inflater.finished())) {
                throw damaged();
            }
            return content;
        } catch (DataFormatException broken) {
            throw damaged();
        } finally {
            inflater.end();
        }
    }

    private static String text(byte[] name) {
        return new String(name, StandardCharsets.UTF_8);
    }

    private static TorchScriptRefused damaged() {
        return TorchScriptRefused.unusual("the archive is damaged");
    }

    private static byte[] name(ByteBuffer bytes) {
        byte[] name = new byte[bytes.remaining()];
        bytes.get(name);
        return name;
    }
}
