package dev.flsys.weights;

import java.util.List;

/**
 * One possible state dict of a file: a dict or a list of tensors in it. A checkpoint of a training has several, for
 * example that of the network, that of its moving average, and those of the optimizer.
 *
 * @param path the keys that lead to it, joined by dots; empty for the content of the file
 * @param tensors in the file's order, names unique
 * @param ordered whether the names are numbers that give an order only
 */
public record WeightGroup(String path, List<WeightTensor> tensors, boolean ordered) {

    public WeightGroup {
        tensors = List.copyOf(tensors);
    }

    /** The elements of all its tensors. */
    public long elements() {
        return tensors.stream().mapToLong(WeightTensor::elements).sum();
    }
}
