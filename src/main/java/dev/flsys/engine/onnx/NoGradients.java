package dev.flsys.engine.onnx;

/** The gradients of a network cannot be added to its graph. */
public final class NoGradients extends Exception {

    private static final long serialVersionUID = 1;
    private static final int MAX_SHOWN = 40;

    NoGradients(String detail) {
        super(detail);
    }

    static NoGradients operator(String operator) {
        String plain = operator.replaceAll("[^A-Za-z0-9_]", "?");
        return new NoGradients("has the operator "
                + (plain.length() <= MAX_SHOWN ? plain : plain.substring(0, MAX_SHOWN) + "…")
                + " between its last convolution and its outputs, for which there is no gradient");
    }

    /** The rest of a sentence, for clients, such as {@code has no convolution}. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
