package dev.flsys.engine.file;

/** The format of a model file, read from its content; the name decides for {@code .onnx} only. */
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
