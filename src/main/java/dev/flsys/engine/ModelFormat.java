package dev.flsys.engine;

/** The format of a model file, read from the content of {@code .pth} and {@code .pt}. */
public enum ModelFormat {
    /** Pickled weights, which the project's Python has to export first. */
    STATE_DICT,
    /** A TorchScript archive, loaded directly. */
    TORCHSCRIPT,
    /** An ONNX graph, loaded directly. */
    ONNX
}
