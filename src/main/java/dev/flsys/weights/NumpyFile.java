package dev.flsys.weights;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Arrays of NumPy as weights: {@code .npy}, and {@code .npz}, which is a zip archive of them. */
final class NumpyFile {

    private static final String SUFFIX = ".npy";

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
            throw objectArray(name);
        }
        return header.tensor(name, bytes);
    }

    private static WeightsRefused objectArray(String name) {
        return WeightsRefused.because("The file holds an array of Python objects (the array "
                + WeightsRefused.shown(name) + "). It was refused, and nothing in it was run. Save arrays of numbers:"
                + " np.savez(PATH, *[value.cpu().numpy() for value in model.state_dict().values()]).");
    }
}
