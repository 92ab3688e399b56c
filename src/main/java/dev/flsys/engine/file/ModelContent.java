package dev.flsys.engine.file;

import dev.flsys.engine.torchscript.FilePart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The content of a model file by its first bytes and, for archives, its directory. Tensors are not read.
 *
 * <p>Sources:
 *
 * <ul>
 *   <li>PyTorch's {@code torch/serialization.py}: a zip archive with {@code data.pkl}, or a pickle
 *   <li>TorchScript archives: {@code constants.pkl} beside {@code data.pkl}
 *   <li>NumPy's {@code .npz}: a zip archive of {@code .npy}
 *   <li>the safetensors format: a length of eight bytes, then a JSON object
 *   <li>ONNX's {@code ModelProto}
 *   <li>the pointer files of Git LFS
 *   <li>the first bytes of XGBoost's JSON and UBJSON models, and of CatBoost's; joblib's zlib streams
 * </ul>
 *
 * @param format how the file is loaded
 * @param fault why it cannot be loaded, with the next step, in sentences; empty if it may be usable
 */
public record ModelContent(ModelFormat format, Optional<String> fault) {

    /** The first bytes of a zip archive. */
    private static final String ZIP = "PK\u0003\u0004";

    private static final int HEAD_BYTES = 512;
    private static final int MAX_SAFETENSORS_HEADER = 100 * 1024 * 1024;
    private static final int PICKLE = 0x80;
    private static final String CONSTANTS = "constants.pkl";
    private static final String NO_ACCESS = "The file cannot be read. Give the user that runs FLSys access to it.";
    private static final String KERAS = " FLSys runs PyTorch and ONNX models. Export it to ONNX in Python, such as"
            + " keras.models.load_model(FILE).export(\"model.onnx\", format=\"onnx\") of Keras 3, and put the .onnx file"
            + " into this folder.";

    private static final String XGBOOST =
            "The file is a model of XGBoost. FLSys runs PyTorch and ONNX models. Export it"
                    + " to ONNX with onnxmltools.convert_xgboost, and write DEPLOY_MODEL_PATH=model.onnx in .env to predict"
                    + " rows with /predict.";
    private static final String CATBOOST = "The file is a model of CatBoost. FLSys runs PyTorch and ONNX models. Export"
            + " it with model.save_model(\"model.onnx\", format=\"onnx\"), and write DEPLOY_MODEL_PATH=model.onnx in .env"
            + " to predict rows with /predict.";
    private static final String JOBLIB = "The file is a compressed file of joblib.dump. FLSys runs PyTorch and ONNX"
            + " models. Save a state dict with torch.save(model.state_dict(), PATH). Export a model of scikit-learn to"
            + " ONNX with skl2onnx.to_onnx(model, rows), and write"
            + " DEPLOY_MODEL_PATH=model.onnx in .env to predict rows with /predict.";
    private static final String WRITE_AGAIN = " Write or download it again.";

    /** Reads {@code file}. The name decides only whether it is read as ONNX. */
    public static ModelContent read(Path file) {
        boolean onnx = isOnnxName(file);
        ModelFormat otherwise = onnx ? ModelFormat.ONNX : ModelFormat.STATE_DICT;
        if (!Files.isRegularFile(file)) {
            return new ModelContent(otherwise, Optional.empty());
        }
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer head = FilePart.read(channel, 0, HEAD_BYTES);
            Optional<String> foreign = findGeneralFault(head, channel.size());
            if (foreign.isPresent()) {
                return new ModelContent(otherwise, foreign);
            }
            return onnx
                    ? new ModelContent(ModelFormat.ONNX, OnnxOutline.findFault(channel))
                    : weights(file, head, channel.size());
        } catch (AccessDeniedException denied) {
            return new ModelContent(otherwise, Optional.of(NO_ACCESS));
        } catch (IOException unreadable) {
            // The file may be absent now, or readable again at the load. The load reports the reason.
            return new ModelContent(otherwise, Optional.empty());
        }
    }

    /**
     * Whether the file is a regular file and a zip archive, as {@code torch.save} writes it; false if it cannot be
     * read.
     */
    public static boolean isArchive(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file)) {
            return startsWith(FilePart.read(channel, 0, ZIP.length()), ZIP);
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Whether the file is a model of XGBoost, which its suffix {@code .json} does not show. */
    public boolean isOfXgboost() {
        return fault.equals(Optional.of(XGBOOST));
    }

    /**
     * Whether this result holds while the content is unchanged. It does not if the file could not be opened:
     * permissions may change without a change of the content.
     */
    boolean isLasting() {
        return !fault.equals(Optional.of(NO_ACCESS));
    }

    static boolean isOnnxName(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
    }

    private static ModelContent weights(Path file, ByteBuffer head, long size) throws IOException {
        if (startsWith(head, "PK\u0005\u0006")) {
            return new ModelContent(
                    ModelFormat.STATE_DICT,
                    Optional.of("The file is a zip archive without a file in it." + WRITE_AGAIN));
        }
        Optional<List<String>> names = ZipDirectory.find(file);
        if (names.isPresent()) {
            return archive(names.get());
        }
        return new ModelContent(ModelFormat.STATE_DICT, isPickle(head) ? Optional.empty() : findFault(head, size));
    }

    /** @param names the names of the entries; none if the directory cannot be read, which the load reports */
    private static ModelContent archive(List<String> names) {
        if (names.stream().anyMatch(name -> isAtTop(name, CONSTANTS))) {
            return new ModelContent(ModelFormat.TORCHSCRIPT, Optional.empty());
        }
        if (names.contains("model.weights.h5")) {
            return new ModelContent(ModelFormat.STATE_DICT, Optional.of("The file is a model of Keras." + KERAS));
        }
        boolean weights =
                names.isEmpty() || names.stream().anyMatch(name -> isAtTop(name, "data.pkl") || name.endsWith(".npy"));
        return new ModelContent(
                ModelFormat.STATE_DICT,
                weights
                        ? Optional.empty()
                        : Optional.of(
                                "The file is a zip archive, but not of torch.save (data.pkl) or numpy.savez (.npy)."
                                        + " Unpack it and put the model files into the folder."));
    }

    /** Whether {@code name} is {@code wanted} in the archive's only folder, or beside it. */
    private static boolean isAtTop(String name, String wanted) {
        return name.endsWith(wanted)
                && (name.length() == wanted.length() || name.indexOf('/') == name.length() - wanted.length() - 1);
    }

    private static boolean isPickle(ByteBuffer head) {
        return Byte.toUnsignedInt(head.get(0)) == PICKLE;
    }

    private static Optional<String> findFault(ByteBuffer head, long size) {
        if (startsWith(head, ZIP)) {
            return Optional.of("The file is damaged: it is a zip archive without its end." + WRITE_AGAIN);
        }
        long header = head.limit() > 8 ? head.getLong(0) : -1;
        if (header > 0 && header <= MAX_SAFETENSORS_HEADER && head.get(8) == '{') {
            return 8 + header <= size
                    ? Optional.empty()
                    : Optional.of("The file is damaged: its safetensors header is cut off." + WRITE_AGAIN);
        }
        return Optional.of(
                ofOtherLibrary(head)
                        .orElse(
                                "The content is no model format that FLSys knows. Save the weights with"
                                        + " torch.save(model.state_dict(), file), as .npz or .safetensors, or the network as TorchScript or ONNX."));
    }

    private static Optional<String> ofOtherLibrary(ByteBuffer head) {
        if (startsWith(head, "{\"learner\":") || startsWith(head, "{L\0\0\0\0\0\0\0\u0007learner")) {
            return Optional.of(XGBOOST);
        }
        if (startsWith(head, "CBM1")) {
            return Optional.of(CATBOOST);
        }
        if (startsWith(head, "x\u009c")
                || startsWith(head, "x\u0001")
                || startsWith(head, "x\u00da")
                || startsWith(head, "x^")) {
            return Optional.of(JOBLIB);
        }
        return Optional.empty();
    }

    /** The faults of every format; reads no more than the head. */
    private static Optional<String> findGeneralFault(ByteBuffer head, long size) {
        if (size == 0) {
            return Optional.of("The file is empty. A training may still write it; otherwise write or copy it again.");
        }
        if (size == 1) {
            return Optional.of(
                    "The file has only one byte. A training may still write it; otherwise write or copy it again.");
        }
        String text = StandardCharsets.ISO_8859_1.decode(head.duplicate()).toString();
        String start = text.stripLeading().toLowerCase(Locale.ROOT);
        if (start.startsWith("version https://git-lfs")) {
            return Optional.of("The file is a Git LFS pointer, not the weights. Run git lfs pull in the project.");
        }
        if (start.startsWith("<!doctype") || start.startsWith("<html") || start.startsWith("<?xml")) {
            return Optional.of("The file is a web page, probably the error page of a failed download."
                    + " Download the weights again.");
        }
        if (startsWith(head, "\u001f\u008b")) {
            return Optional.of("The file is compressed with gzip. Unpack it (gunzip).");
        }
        if (startsWith(head, "BZh")) {
            return Optional.of("The file is compressed with bzip2. Unpack it (bunzip2).");
        }
        if (startsWith(head, "\u00fd7zXZ\0")) {
            return Optional.of("The file is compressed with xz. Unpack it (unxz).");
        }
        if (startsWith(head, "7z\u00bc\u00af") || startsWith(head, "Rar!")) {
            return Optional.of(
                    "The file is an archive of 7-Zip or RAR. Unpack it and put the model files into the folder.");
        }
        if (startsWith(head, "\u0089HDF")) {
            return Optional.of("The file is HDF5, as Keras writes it." + KERAS);
        }
        if (text.startsWith("ustar", 257)) {
            return Optional.of("The file is a tar archive. Unpack it and put the model files into the folder.");
        }
        return Optional.empty();
    }

    private static boolean startsWith(ByteBuffer head, String bytes) {
        byte[] wanted = bytes.getBytes(StandardCharsets.ISO_8859_1);
        return head.limit() >= wanted.length && head.slice(0, wanted.length).equals(ByteBuffer.wrap(wanted));
    }
}
