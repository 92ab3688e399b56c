package dev.flsys.weights;

import dev.flsys.testsupport.FuzzTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Any file holds weights or is refused. The names of weights are unique, and each tensor can be read: its elements are
 * inside of the file.
 */
class WeightsFuzzTest extends FuzzTarget {

    private static final Path MODELS = Path.of("src/test/resources/models");
    private static final long MAX_READ = 1 << 20;

    @Override
    protected List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(Files.readAllBytes(MODELS.resolve("state_dict.pth")));
        seeds.add(Files.readAllBytes(MODELS.resolve("legacy_state_dict.pth")));
        byte[] array = WeightsBytes.npy("'<f4'", "False", "(2, 3)", new byte[24]);
        seeds.add(array);
        seeds.add(WeightsBytes.zip("arr_0.npy", array, "arr_1.npy", array));
        seeds.add(WeightsBytes.deflated("arr_0.npy", array));
        seeds.add(WeightsBytes.safetensors(
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"__metadata__\":{}}", new byte[8]));
        seeds.add(WeightsBytes.pickle("]("
                + "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\u0000\u0085C\u0001b\u0087R("
                + "K\u0001K\u0002\u0085cnumpy\ndtype\nX\u0002\u0000\u0000\u0000f4K\u0000K\u0001\u0087R("
                + "K\u0003X\u0001\u0000\u0000\u0000<NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\u0000tb"
                + "\u0089C\u000812345678tbK\u0005e."));
        seeds.add(new byte[0]);
        return seeds;
    }

    @Override
    protected List<String> words() {
        return List.of(
                "'<i4'",
                "True, ",
                "ctorch._utils\n_rebuild_tensor_v2\n",
                "ccollections\nOrderedDict\n",
                "ctorch\nFloatStorage\n",
                "ccollections\ndefaultdict\n",
                "c_codecs\nencode\n",
                "\u0095\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000",
                "F64",
                "data_offsets");
    }

    @Override
    protected boolean parse(byte[] input) throws IOException {
        try (WeightsFile weights = WeightsFile.open(file(".pth", input))) {
            for (WeightGroup group : weights.groups()) {
                Set<String> names = new HashSet<>();
                for (WeightTensor tensor : group.tensors()) {
                    if (!names.add(tensor.name())) {
                        throw new AssertionError("two tensors " + tensor.name());
                    }
                    read(weights, tensor);
                }
            }
            WeightTensor first = weights.tensors().get(0);
            plant(weights.format() == WeightsFormat.NPZ
                    && first.type() == ElementType.INT32
                    && first.elements() > 1
                    && weights.position(first).isEmpty());
            return true;
        } catch (WeightsRefused documented) {
            return false;
        }
    }

    private static void read(WeightsFile weights, WeightTensor tensor) throws IOException {
        if (tensor.bytes() > MAX_READ) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) tensor.bytes());
        try {
            weights.read(tensor, bytes);
        } catch (IOException damaged) {
            // Compressed bytes are not read before they are asked for.
            if (weights.format() == WeightsFormat.SAFETENSORS) {
                throw damaged;
            }
            return;
        }
        if (bytes.hasRemaining()) {
            throw new AssertionError("The tensor was not read: " + tensor);
        }
    }

    @Override
    protected byte[] planted() {
        return WeightsBytes.npy("'<i4'", "True", "(2, 3)", new byte[24]);
    }
}
