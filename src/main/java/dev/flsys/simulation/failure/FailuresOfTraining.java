package dev.flsys.simulation.failure;

import static dev.flsys.simulation.failure.FailureKind.Evidence.LAST;
import static dev.flsys.simulation.failure.FailureKind.Evidence.REASON;

import java.util.List;

/** Failures of tensors, networks and data. */
final class FailuresOfTraining {

    static final List<FailureKind> KINDS = List.of(
            new FailureKind(
                    "state-dict",
                    REASON,
                    List.of("error(s) in loading state_dict", "size mismatch for"),
                    "The weights are not those of this network.",
                    "Load a file that the same class wrote, with the same arguments."),
            new FailureKind(
                    "device",
                    REASON,
                    List.of(
                            "expected all tensors to be on the same device",
                            "should be the same … cuda",
                            "input type (torch.cuda",
                            "weight type (torch.cuda"),
                    "Some tensors are on the GPU and others on the CPU.",
                    "Move the network and each batch to the same device with .to(device)."),
            new FailureKind(
                    "one-sample",
                    REASON,
                    List.of("expected more than 1 value per channel when training"),
                    "A batch has a single example, which batch normalisation cannot use.",
                    "Use drop_last=True in the DataLoader, or another batch size."),
            new FailureKind(
                    "labels",
                    REASON,
                    List.of(
                            "target … is out of bounds",
                            "class values must be smaller than num_classes",
                            "index out of range in self",
                            "t >= 0 && t < n_classes",
                            "label must be in [0, num_class)"),
                    "A label or an index is larger than the network has outputs.",
                    "Compare the labels of the data, from 0, with the number of classes of the network."),
            new FailureKind(
                    "shapes",
                    REASON,
                    List.of(
                            "shapes cannot be multiplied",
                            "the size of tensor a",
                            "to have … channels, but got",
                            "to match target batch_size",
                            "stack expects each tensor to be equal size",
                            "is invalid for input of size",
                            "could not be broadcast together",
                            "mismatch in its core dimension",
                            "kernel size can't be greater than actual input size",
                            "shape mismatch",
                            "shapes … not aligned",
                            "sizes of tensors must match",
                            "expected input to have",
                            "size mismatch",
                            "all input arrays must have the same shape",
                            "inhomogeneous shape",
                            "output size is too small"),
                    "The shapes of two tensors do not fit.",
                    "Compare the size of the data (batch, channels, height, width) with what the layer in this"
                            + " line takes."),
            new FailureKind(
                    "dtype",
                    REASON,
                    List.of(
                            "expected scalar type",
                            "should be the same",
                            "must have the same dtype",
                            "not implemented for '",
                            "can't be cast to the desired output type",
                            "expected floating point type",
                            "must be long"),
                    "The types of two tensors do not fit.",
                    "Convert the data with .float(), and labels with .long()."),
            new FailureKind(
                    "partitions",
                    REASON,
                    List.of(
                            "number of partitions needs to be smaller",
                            "number of partitions must be smaller",
                            "sample larger than population",
                            "max number of attempts"),
                    "The data cannot be divided into as many parts as asked for.",
                    "Use fewer clients (num_clients, --num-supernodes), or parts that are less unequal, such "
                            + "as a larger alpha."),
            new FailureKind(
                    "one-class",
                    REASON,
                    List.of("needs samples of at least 2 classes"),
                    "A client has examples of one class only.",
                    "Divide the data so that each client has examples of several classes, for example with "
                            + "fewer clients."),
            new FailureKind(
                    "empty-data",
                    REASON,
                    List.of(
                            "num_samples=0",
                            "found array with 0 sample",
                            "expected a non-empty list of tensors",
                            "received an empty list",
                            "need at least one array"),
                    "A data set or a list is empty.",
                    "Check the path of the data, and that there are not more clients than the partitions allow."),
            new FailureKind(
                    "not-finite",
                    REASON,
                    List.of(
                            "input … contains nan",
                            "returned nan values",
                            "to satisfy the constraint",
                            "contains infinity",
                            "loss is nan",
                            "contains inf"),
                    "A value is not a number (NaN) or infinite.",
                    "Use a smaller learning rate, clip gradients, and check the data for missing values."),
            new FailureKind(
                    "backward",
                    REASON,
                    List.of(
                            "backward through the graph a second time",
                            "modified by an inplace operation",
                            "does not require grad"),
                    "The gradients cannot be computed from this value.",
                    "Compute the loss again in each step, without detach, item or no_grad before backward."),
            new FailureKind(
                    "to-numpy",
                    REASON,
                    List.of(
                            "can't call numpy() on tensor that requires grad",
                            "can't convert cuda",
                            "use tensor.detach().numpy()",
                            "use tensor.cpu() to copy"),
                    "A tensor on the GPU or with gradients cannot become a NumPy array.",
                    "Write tensor.detach().cpu().numpy()."),
            new FailureKind(
                    "index",
                    LAST,
                    List.of("^indexerror"),
                    "An index is outside of a list or an array.",
                    "Compare the index with the length, for example the number of the client with the number of"
                            + " partitions."));

    private FailuresOfTraining() {}
}
