package dev.flsys.engine.onnx;

import static dev.flsys.testsupport.OnnxNetwork.BOOL;
import static dev.flsys.testsupport.OnnxNetwork.FLOAT;
import static dev.flsys.testsupport.OnnxNetwork.INT64;
import static dev.flsys.testsupport.OnnxNetwork.graph;
import static dev.flsys.testsupport.OnnxNetwork.number;
import static dev.flsys.testsupport.OnnxNetwork.numbers;

import dev.flsys.testsupport.FuzzTarget;
import dev.flsys.testsupport.OnnxNetwork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Any network passes the check of its sizes, or is {@link SizeRefused}, or is no ONNX file. */
class TensorSizesFuzzTest extends FuzzTarget {

    private static final Path MODELS = Path.of("src/test/resources/models");
    private static final int LARGE = 2_000;
    private static final long LIMIT = 1L << 30;

    @Override
    protected List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        try (Stream<Path> files = Files.list(MODELS)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".onnx"))
                    .sorted()
                    .toList()) {
                if (Files.size(file) <= LARGE) {
                    seeds.add(Files.readAllBytes(file));
                }
            }
        }
        OnnxNetwork branch = new OnnxNetwork().node("Identity", "x", "inner").output("inner", FLOAT, -1);
        seeds.add(sized("Expand").toByteArray());
        seeds.add(sized("Pad")
                .node("Shape", "y", "shape")
                .node("Slice", "shape huge huge", "part")
                .node("Reshape", "y shape", "z")
                .node("Conv", "z z", "c", numbers("strides", 2, 2), numbers("pads", 1, 1, 1, 1))
                .node("Resize", "z   huge", "r")
                .toByteArray());
        seeds.add(sized("Concat")
                .constant("yes", BOOL, new byte[] {1})
                .node("If", "yes", "w", graph("then_branch", branch), graph("else_branch", branch))
                .node("Transpose", "x", "t", numbers("perm", 1, 0))
                .node("Gather", "huge one", "g", number("axis", 0))
                .node("ReduceMax", "x", "m", number("keepdims", 0))
                .node("Range", "m m m", "r")
                .toByteArray());
        return seeds;
    }

    private static OnnxNetwork sized(String operator) {
        byte[] huge = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(3_000_000_000L)
                .array();
        return new OnnxNetwork()
                .input("x", FLOAT, -1, 4)
                .constant("one", 1, 1)
                .constant("huge", INT64, huge, 1)
                .node(operator, "one huge", "y")
                .output("y", FLOAT, -1);
    }

    @Override
    protected List<String> words() {
        return List.of(
                "Tile",
                "Expand",
                "Pad",
                "Range",
                "Resize",
                "Concat",
                "Split",
                "Squeeze",
                "Unsqueeze",
                "Flatten",
                "ConstantOfShape",
                "OneHot",
                "NonZero",
                "Gemm",
                "MatMul",
                "ConvTranspose",
                "MaxPool",
                "Einsum",
                "axes",
                "huge",
                "one");
    }

    @Override
    protected boolean parse(byte[] input) {
        try {
            TensorSizes.require(file(".onnx", input), LIMIT);
            return true;
        } catch (SizeRefused documented) {
            // A name as long as those in the seeds: a longer one would need other lengths around it, too.
            plant(documented.detail().contains("for one tensor (operator OneHot)"));
            return false;
        } catch (IOException documented) {
            return false;
        }
    }

    @Override
    protected byte[] planted() {
        return sized("OneHot").toByteArray();
    }
}
