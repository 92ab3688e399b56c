package dev.flsys.engine;

/** What a model file holds, told by its content for {@code .pth} and {@code .pt}. */
public enum ModelFormat {
    /** Pickled weights: executable only once the project's Python has exported them. */
    STATE_DICT,
    /** A TorchScript archive, loaded as it is. */
    TORCHSCRIPT,
    /** An ONNX graph, loaded as it is. */
    ONNX
}
