package dev.flsys.weights;

import java.util.List;
import java.util.Set;

/**
 * One possible state dict of a file: a dict or a list of tensors in it. A checkpoint of a training has several groups,
 * for example of the network, of its moving average, and of the optimizer.
 *
 * @param path the keys that lead to it, joined by dots; empty for the content of the file
 * @param tensors in the file's order, names unique
 * @param ordered whether the names are numbers that give an order only
 */
public record WeightGroup(String path, List<WeightTensor> tensors, boolean ordered) {

    /** Names that the optimizers of torch give to the tensors that they keep for one parameter (torch/optim). */
    private static final Set<String> OF_OPTIMIZERS = Set.of(
            "step",
            "exp_avg",
            "exp_avg_sq",
            "max_exp_avg_sq",
            "exp_inf",
            "momentum_buffer",
            "square_avg",
            "acc_delta",
            "grad_avg",
            "sum",
            "ax",
            "eta",
            "mu",
            "prev",
            "step_size",
            "mu_product");

    public WeightGroup {
        tensors = List.copyOf(tensors);
    }

    /** The elements of all its tensors. */
    public long elements() {
        return tensors.stream().mapToLong(WeightTensor::elements).sum();
    }

    /** Whether it holds the tensors that an optimizer keeps for one parameter. */
    boolean isOfOptimizer() {
        return tensors.stream().allMatch(each -> OF_OPTIMIZERS.contains(each.name()));
    }
}
