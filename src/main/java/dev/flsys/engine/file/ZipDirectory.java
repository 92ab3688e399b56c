package dev.flsys.engine.file;

import dev.flsys.engine.torchscript.FilePart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the entry names of a zip archive from its central directory only (APPNOTE.TXT 6.3.10, sections 4.3.12 to
 * 4.3.16). {@code java.util.zip} would refuse archives for details that are not relevant here, and a hostile file could
 * make it use much memory.
 */
final class ZipDirectory {

    /** Weights with 50,000 tensors have a directory of about 5 MiB. */
    private static final int MAX_DIRECTORY_BYTES = 8 * 1024 * 1024;

    private static final int END_BYTES = 22;
    private static final int END64_BYTES = 56;
    private static final int LOCATOR64_BYTES = 20;
    private static final int HEADER_BYTES = 46;
    private static final int MAX_COMMENT_BYTES = 0xFFFF;

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END64_SIGNATURE = 0x06064b50;
    private static final int LOCATOR64_SIGNATURE = 0x07064b50;
    private static final int HEADER_SIGNATURE = 0x02014b50;

    private ZipDirectory() {}

    /**
     * The names of the entries of {@code file}. A corrupt directory yields the names before the error, and a directory
     * over 8 MiB none.
     *
     * @return empty if the file is not a zip archive, or has lost its end
     * @throws IOException if the file cannot be read
     */
    static Optional<List<String>> find(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            Optional<Extent> directory = findDirectory(channel);
            return directory.isPresent() ? Optional.of(readNames(channel, directory.get())) : Optional.empty();
        }
    }

    /** The position of the central directory, in bytes. */
    private record Extent(long offset, long size) {}

    private static Optional<Extent> findDirectory(FileChannel channel) throws IOException {
        long tailOffset = Math.max(0, channel.size() - END_BYTES - MAX_COMMENT_BYTES);
        ByteBuffer tail = FilePart.read(channel, tailOffset, END_BYTES + MAX_COMMENT_BYTES);
        for (int end = tail.limit() - END_BYTES; end >= 0; end--) {
            if (tail.getInt(end) == END_SIGNATURE) {
                Optional<Extent> large = findZip64Directory(channel, tailOffset + end - LOCATOR64_BYTES);
                return large.isPresent()
                        ? large
                        : Optional.of(new Extent(
                                Integer.toUnsignedLong(tail.getInt(end + 16)),
                                Integer.toUnsignedLong(tail.getInt(end + 12))));
            }
        }
        return Optional.empty();
    }

    /** The directory of the zip64 locator at {@code offset}; empty if there is none. */
    private static Optional<Extent> findZip64Directory(FileChannel channel, long offset) throws IOException {
        ByteBuffer locator = FilePart.read(channel, offset, LOCATOR64_BYTES);
        if (locator.limit() < LOCATOR64_BYTES || locator.getInt(0) != LOCATOR64_SIGNATURE) {
            return Optional.empty();
        }
        ByteBuffer end = FilePart.read(channel, locator.getLong(8), END64_BYTES);
        return end.limit() < END64_BYTES || end.getInt(0) != END64_SIGNATURE
                ? Optional.empty()
                : Optional.of(new Extent(end.getLong(48), end.getLong(40)));
    }

    private static List<String> readNames(FileChannel channel, Extent extent) throws IOException {
        List<String> names = new ArrayList<>();
        if (extent.size() < 0 || extent.size() > MAX_DIRECTORY_BYTES) {
            return names;
        }
        ByteBuffer directory = FilePart.read(channel, extent.offset(), (int) extent.size());
        int at = 0;
        while (at + HEADER_BYTES <= directory.limit() && directory.getInt(at) == HEADER_SIGNATURE) {
            int nameBytes = Short.toUnsignedInt(directory.getShort(at + 28));
            int more =
                    Short.toUnsignedInt(directory.getShort(at + 30)) + Short.toUnsignedInt(directory.getShort(at + 32));
            if (at + HEADER_BYTES + nameBytes > directory.limit()) {
                break;
            }
            byte[] name = new byte[nameBytes];
            directory.get(at + HEADER_BYTES, name);
            names.add(new String(name, StandardCharsets.UTF_8));
            at += HEADER_BYTES + nameBytes + more;
        }
        return names;
    }
}
