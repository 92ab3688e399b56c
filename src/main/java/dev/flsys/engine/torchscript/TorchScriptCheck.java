package dev.flsys.engine.torchscript;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/**
 * Decides whether libtorch may open a TorchScript file. A load runs {@code __setstate__} of its classes, and a call
 * runs {@code forward}. Some operators read and write files. So all code of the archive is checked, whether it is
 * called or not. The check reads the code and the pickles, not the tensors.
 */
public final class TorchScriptCheck {

    /** The code of a network with 10,000 layers has about 10 MiB. */
    private static final int MAX_CODE_BYTES = 32 * 1024 * 1024;

    private static final int MAX_PICKLE_BYTES = 64 * 1024 * 1024;

    /**
     * Bytes to which any file may expand, and the times of its size. torch does not compress tensors; an archive that
     * was compressed again expands by about 10 %.
     */
    private static final long FREE_BYTES = 256L * 1024 * 1024;

    private static final int MAX_TIMES = 8;

    /** The entries that libtorch unpickles with types. */
    private static final Set<String> PICKLES = Set.of("data.pkl", "constants.pkl");

    private TorchScriptCheck() {}

    /**
     * Checks a file. The file must not change between this check and its load.
     *
     * @throws TorchScriptRefused if it uses an operator that is not allowed, or is not written as
     *     {@code torch.jit.save} writes it
     * @throws IOException if it cannot be read
     */
    public static void require(Path file) throws IOException, TorchScriptRefused {
        Operators operators = Operators.shipped();
        try (FileChannel channel = FileChannel.open(file)) {
            Archive archive = Archive.read(channel);
            requireSize(archive, channel.size());
            long code = 0;
            for (String name : archive.names()) {
                if (name.equals("model.json")) {
                    throw TorchScriptRefused.unusual("it has the format of torch before 1.2");
                }
                if (isCode(name)) {
                    code += archive.size(name);
                    if (code > MAX_CODE_BYTES) {
                        throw TorchScriptRefused.unusual("it has too much code");
                    }
                    CodeCheck.require(text(archive.readContent(name, MAX_CODE_BYTES)), operators);
                } else if (PICKLES.contains(name)) {
                    PickleCheck.require(archive.readContent(name, MAX_PICKLE_BYTES), operators);
                }
            }
        }
    }

    private static void requireSize(Archive archive, long fileBytes) throws TorchScriptRefused {
        long declared = 0;
        for (String name : archive.names()) {
            // the sum of two sizes may exceed a long
            declared = Math.min(declared, Long.MAX_VALUE / 2) + Math.min(archive.size(name), Long.MAX_VALUE / 2);
        }
        if (declared > Math.max(FREE_BYTES, MAX_TIMES * fileBytes)) {
            throw TorchScriptRefused.unusual(
                    "its entries expand to " + (declared >> 20) + " MiB, far more than the file has");
        }
    }

    /**
     * Whether the code of a checked file contains one of {@code words}.
     *
     * @throws IOException if it cannot be read
     */
    public static boolean mentions(Path file, Set<String> words) throws IOException, TorchScriptRefused {
        try (FileChannel channel = FileChannel.open(file)) {
            Archive archive = Archive.read(channel);
            for (String name : archive.names()) {
                if (isCode(name)) {
                    String code = text(archive.readContent(name, MAX_CODE_BYTES));
                    if (words.stream().anyMatch(code::contains)) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    private static boolean isCode(String name) {
        return (name.startsWith("code/") && !name.endsWith(".debug_pkl")) || name.endsWith(".py");
    }

    private static String text(byte[] source) throws TorchScriptRefused {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(source))
                    .toString();
        } catch (CharacterCodingException otherBytes) {
            throw TorchScriptRefused.unusual("its code is not text in UTF-8");
        }
    }
}
