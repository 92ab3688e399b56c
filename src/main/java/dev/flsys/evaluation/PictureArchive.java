package dev.flsys.evaluation;

import dev.flsys.project.PrivateFiles;
import dev.flsys.project.SamplePicture;
import dev.flsys.zip.MalformedZip;
import dev.flsys.zip.ZipHeader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * An uploaded ZIP file of labelled pictures (APPNOTE.TXT 6.3.10, sections 4.3.6 to 4.3.16, without Zip64). Its
 * directory is checked before anything is unpacked. An archive is refused if it has paths outside of the archive,
 * links, devices, encrypted entries, or entries of one name. It is also refused if it expands to far more than its
 * size. Only pictures and {@code labels.csv} are unpacked; hidden files and {@code __MACOSX} are ignored.
 */
final class PictureArchive {

    /** The most entries, pictures or not. */
    static final int MAX_ENTRIES = 40_000;

    private static final int END_BYTES = 22;
    private static final int LOCAL_BYTES = 30;
    private static final int MAX_COMMENT_BYTES = 0xFFFF;
    private static final int MAX_DIRECTORY_BYTES = 16 << 20;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final long IN_ZIP64 = 0xFFFFFFFFL;

    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int ENCRYPTED = 1;
    private static final int UNIX = 3;
    private static final int TYPE = 0xF000;
    private static final int FOLDER = 0x4000;
    private static final int REGULAR = 0x8000;

    private static final int MAX_FILE = 18 * 1024 * 1024;
    private static final int MAX_FOLDERS = 8;
    private static final int MAX_NAME = 1_000;
    /** Bytes of a name in a file system. */
    private static final int MAX_PART = 255;

    /** An archive may expand to this many times its size. Pictures are compressed already. */
    private static final int MAX_TIMES = 8;
    /** The bytes to which any archive may expand, whatever its size. */
    private static final long FREE_BYTES = 64L << 20;

    private static final int PIECE = 64 * 1024;

    private final FileChannel channel;
    private final List<Entry> entries = new ArrayList<>();

    /** @param crc the checksum of the content */
    private record Entry(ZipHeader header, long crc) {}

    private PictureArchive(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Unpacks the pictures of {@code zip} into the new folder {@code to}.
     *
     * @param hasSpace whether the disk has room for this many bytes
     * @return the folder whose sub-folders are the labels: {@code to}, or a folder in it that contains everything
     * @throws EvaluationProblem if the file is refused
     * @throws IOException if it cannot be read, or the folder cannot be written; the folder may then contain a part of
     *     the pictures
     */
    static Path unpack(Path zip, Path to, LongPredicate hasSpace) throws IOException {
        try (FileChannel channel = FileChannel.open(zip)) {
            PictureArchive archive = new PictureArchive(channel);
            archive.readDirectory();
            if (!hasSpace.test(archive.requireSizes())) {
                throw EvaluationProblem.noSpace();
            }
            // The folder must exist even without pictures: the reader of the folder reports that they are missing.
            PrivateFiles.createFolders(to);
            for (Entry entry : archive.entries) {
                archive.unpack(entry, to);
            }
        } catch (MalformedZip | EOFException damaged) {
            throw EvaluationProblem.archive("The file is no ZIP file, or is damaged or incomplete.");
        }
        return findRoot(to);
    }

    private void readDirectory() throws IOException, MalformedZip {
        long tailStart = Math.max(0, channel.size() - END_BYTES - MAX_COMMENT_BYTES);
        ByteBuffer tail = readPart(tailStart, (int) (channel.size() - tailStart));
        int end = tail.limit() - END_BYTES;
        while (end >= 0 && tail.getInt(end) != END_SIGNATURE) {
            end--;
        }
        if (end < 0) {
            throw new EOFException();
        }
        int count = Short.toUnsignedInt(tail.getShort(end + 10));
        long size = Integer.toUnsignedLong(tail.getInt(end + 12));
        long start = Integer.toUnsignedLong(tail.getInt(end + 16));
        if (start == IN_ZIP64 || size > MAX_DIRECTORY_BYTES || count > MAX_ENTRIES) {
            throw EvaluationProblem.archive("The ZIP file has more than " + MAX_ENTRIES + " entries, or its directory"
                    + " is larger than " + (MAX_DIRECTORY_BYTES >> 20) + " MiB. Split it.");
        }
        ByteBuffer directory = readPart(start, (int) size);
        for (int i = 0; i < count; i++) {
            int at = directory.position();
            ZipHeader header = ZipHeader.read(directory);
            boolean unix = directory.get(at + 5) == UNIX;
            int type = unix ? directory.getInt(at + 38) >>> 16 & TYPE : 0;
            requireAllowed(header, type);
            if (isWanted(header.name())) {
                entries.add(new Entry(header, Integer.toUnsignedLong(directory.getInt(at + 16))));
            }
        }
    }

    /** Refuses the whole archive for one hostile entry, even if that entry would not be unpacked. */
    private static void requireAllowed(ZipHeader entry, int type) {
        String name = entry.name();
        List<String> parts = List.of(name.split("/", -1));
        boolean outside = name.isEmpty()
                || name.length() > MAX_NAME
                || name.startsWith("/")
                || name.contains("\\")
                || name.chars().anyMatch(Character::isISOControl)
                || name.matches("[A-Za-z]:.*")
                || parts.contains("..")
                || parts.contains(".")
                || parts.subList(0, parts.size() - 1).contains("")
                || parts.size() > MAX_FOLDERS + 1
                || parts.stream().anyMatch(part -> part.getBytes(StandardCharsets.UTF_8).length > MAX_PART);
        if (outside) {
            throw EvaluationProblem.archive("The ZIP file has an entry whose name is not the path of a file in it: '"
                    + toPrintable(name) + "'.");
        }
        if (type != 0 && type != REGULAR && type != FOLDER) {
            throw EvaluationProblem.archive(
                    "The ZIP file has a link or a device: '" + toPrintable(name) + "'. Pack the pictures themselves.");
        }
        if ((entry.flags() & ENCRYPTED) != 0) {
            throw EvaluationProblem.archive("The ZIP file is encrypted. Pack the pictures without a password.");
        }
    }

    private static boolean isWanted(String name) {
        List<String> parts = List.of(name.split("/", -1));
        String last = parts.get(parts.size() - 1);
        return parts.stream().noneMatch(part -> part.startsWith(".") || part.equals("__MACOSX"))
                && (SamplePicture.isPictureName(last) || last.equals(LabelledFolder.CSV));
    }

    /** The bytes of all wanted entries. */
    private long requireSizes() throws IOException {
        long max = Math.max(FREE_BYTES, MAX_TIMES * channel.size());
        long declared = 0;
        for (Entry entry : entries) {
            if (entry.header.size() > MAX_FILE) {
                throw EvaluationProblem.archive("The file '" + toPrintable(entry.header.name())
                        + "' of the ZIP file has more than " + (MAX_FILE >> 20) + " MiB.");
            }
            declared += entry.header.size();
        }
        if (declared > max) {
            throw EvaluationProblem.archive("The entries of the ZIP file expand to more than " + (max >> 20)
                    + " MiB, far more than its size. It was refused before they were unpacked.");
        }
        return declared;
    }

    private void unpack(Entry entry, Path to) throws IOException {
        ZipHeader header = entry.header;
        ByteBuffer local = readPart(header.start(), LOCAL_BYTES);
        long start = header.start()
                + LOCAL_BYTES
                + Short.toUnsignedInt(local.getShort(26))
                + Short.toUnsignedInt(local.getShort(28));
        if (local.getInt(0) != LOCAL_SIGNATURE || header.packed() > channel.size() - start) {
            throw new EOFException();
        }
        if (header.method() != STORED && header.method() != DEFLATED) {
            throw EvaluationProblem.archive("The ZIP file uses a compression that FLSys does not read (method "
                    + header.method() + "). Pack it with Deflate.");
        }
        Path file = resolveTarget(to, header.name());
        Inflater inflater = new Inflater(true);
        try (InputStream packed = new Part(start, header.packed());
                InputStream content =
                        header.method() == STORED ? packed : new InflaterInputStream(packed, inflater, PIECE);
                FileChannel out = PrivateFiles.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            copy(content, out, entry);
        } catch (FileAlreadyExistsException twice) {
            throw EvaluationProblem.archive("The ZIP file has two entries '" + toPrintable(header.name()) + "'.");
        } catch (ZipException damaged) {
            throw new EOFException();
        } finally {
            inflater.end();
        }
    }

    private static Path resolveTarget(Path to, String name) throws IOException {
        try {
            Path file = to.resolve(name).normalize();
            if (!file.startsWith(to)) {
                throw new IllegalStateException("The name of an entry was checked before");
            }
            PrivateFiles.createFolders(file.resolveSibling(""));
            return file;
        } catch (InvalidPathException unnamable) {
            throw EvaluationProblem.archive(
                    "The ZIP file has a name that this system cannot write: '" + toPrintable(name) + "'.");
        } catch (FileAlreadyExistsException file) {
            throw EvaluationProblem.archive("The ZIP file has two entries for a part of '" + toPrintable(name) + "'.");
        }
    }

    private static void copy(InputStream content, FileChannel out, Entry entry) throws IOException {
        CRC32 crc = new CRC32();
        byte[] piece = new byte[PIECE];
        long left = entry.header.size();
        for (int read = content.read(piece); read >= 0; read = content.read(piece)) {
            left -= read;
            if (left < 0) {
                throw new EOFException();
            }
            crc.update(piece, 0, read);
            for (ByteBuffer bytes = ByteBuffer.wrap(piece, 0, read); bytes.hasRemaining(); ) {
                out.write(bytes);
            }
        }
        if (left != 0 || crc.getValue() != entry.crc) {
            throw new EOFException();
        }
    }

    /** The innermost folder that contains everything and has sub-folders or a table. */
    private static Path findRoot(Path unpacked) throws IOException {
        Path root = unpacked;
        while (Files.isDirectory(root)) {
            List<Path> children;
            try (Stream<Path> entries = Files.list(root)) {
                children = entries.limit(2).toList();
            }
            if (children.size() != 1 || !hasFolderOrTable(children.get(0))) {
                return root;
            }
            root = children.get(0);
        }
        return root;
    }

    private static boolean hasFolderOrTable(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.anyMatch(entry -> Files.isDirectory(entry)
                    || String.valueOf(entry.getFileName()).equals(LabelledFolder.CSV));
        }
    }

    /** @throws EOFException if it is not in the file */
    private ByteBuffer readPart(long start, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, start + bytes.position()) < 0) {
                throw new EOFException();
            }
        }
        return bytes.flip();
    }

    private static String toPrintable(String name) {
        String plain = name.replaceAll("\\p{Cntrl}", "?");
        return plain.length() > 100 ? plain.substring(0, 100) + "..." : plain;
    }

    /** A part of the file. */
    private final class Part extends InputStream {

        private long at;
        private final long end;

        Part(long start, long length) {
            this.at = start;
            this.end = start + length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (at >= end) {
                return -1;
            }
            int max = (int) Math.min(length, end - at);
            int read = channel.read(ByteBuffer.wrap(target, offset, max), at);
            at += Math.max(0, read);
            return read;
        }
    }
}
