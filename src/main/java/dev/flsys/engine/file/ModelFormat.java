package dev.flsys.engine.file;

/** The format of a model file. The content decides; only for {@code .onnx} the name does. */
public enum ModelFormat {
    /**
     * Weights without their network (torch.save, .npz, .safetensors), which the project's Python has to export first.
     */
    STATE_DICT,
    /** A TorchScript archive, loaded directly. */
    TORCHSCRIPT,
    /** An ONNX graph, loaded directly. */
    ONNX
}
