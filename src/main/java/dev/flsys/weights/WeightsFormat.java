package dev.flsys.weights;

/** The format of a file of weights. */
public enum WeightsFormat {
    /** A zip archive or an older file of {@code torch.save}, or a plain pickle of NumPy arrays. */
    PYTORCH,
    SAFETENSORS,
    /** {@code .npz} or {@code .npy} of NumPy. */
    NPZ
}
