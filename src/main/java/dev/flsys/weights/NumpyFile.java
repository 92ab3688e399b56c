package dev.flsys.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Arrays of NumPy as weights: {@code .npy}, and {@code .npz}, which is a zip archive of them. */
final class NumpyFile {

    private static final String SUFFIX = ".npy";
    /** Bytes of an array of objects in which its first class is named. */
    private static final int MAX_START = 1_000;

    private NumpyFile() {}

    /** The arrays of an archive; empty if it has other files. */
    static Optional<Contents> archive(ZipEntries entries) throws IOException, WeightsRefused {
        if (entries.names().isEmpty() || !entries.names().stream().allMatch(name -> name.endsWith(SUFFIX))) {
            return Optional.empty();
        }
        List<StoredTensor> arrays = new ArrayList<>();
        for (String name : entries.names()) {
            arrays.add(array(name.substring(0, name.length() - SUFFIX.length()), entries.content(name)));
        }
        Contents contents = new Contents();
        contents.add("", arrays);
        return Optional.of(contents);
    }

    static Contents single(Bytes file) throws IOException, WeightsRefused {
        Contents contents = new Contents();
        contents.add("", List.of(array("0", file)));
        return contents;
    }

    private static StoredTensor array(String name, Bytes bytes) throws IOException, WeightsRefused {
        NumpyHeader header = NumpyHeader.read(name, bytes);
        if (header.isObjects()) {
            throw isOfFlower(bytes) ? flowerArray(name) : objectArray(name);
        }
        return header.tensor(name, bytes);
    }

    /** Whether the pickle of an array of objects begins with the Parameters of Flower. */
    private static boolean isOfFlower(Bytes bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(bytes.size(), MAX_START));
        bytes.read(0, buffer);
        String start = new String(buffer.array(), StandardCharsets.ISO_8859_1);
        return start.contains("flwr.") && start.contains("Parameters");
    }

    /** From Flower 1.0 on, {@code aggregate_fit} returns a pair of parameters and metrics. */
    private static WeightsRefused flowerArray(String name) {
        return WeightsRefused.because("The file holds Parameters of Flower and no arrays (the array "
                + WeightsRefused.shown(name) + "). It was refused, and nothing in it was run. In aggregate_fit, save"
                + " their arrays: parameters, metrics = super().aggregate_fit(server_round, results, failures), then"
                + " np.savez(PATH, *flwr.common.parameters_to_ndarrays(parameters)).");
    }

    private static WeightsRefused objectArray(String name) {
        return WeightsRefused.because("The file holds an array of Python objects (the array "
                + WeightsRefused.shown(name) + "). It was refused, and nothing in it was run. Save arrays of numbers:"
                + " np.savez(PATH, *[value.cpu().numpy() for value in model.state_dict().values()]).");
    }
}
