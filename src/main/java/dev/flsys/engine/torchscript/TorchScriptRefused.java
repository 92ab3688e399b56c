package dev.flsys.engine.torchscript;

/** The refusal of a TorchScript file that must not be opened. */
public final class TorchScriptRefused extends Exception {

    private static final long serialVersionUID = 1;

    private static final int MAX_SHOWN = 80;

    private static final String NEXT =
            "; save the model's state dict instead: torch.save(model.state_dict(), 'model.pth')";

    private final String detail;

    private TorchScriptRefused(String detail) {
        super(detail);
        this.detail = detail;
    }

    /** The reason and the next step, as the rest of a sentence about the file. */
    public String detail() {
        return detail;
    }

    /** The refusal of code that uses an operator which is not in the list. */
    static TorchScriptRefused operator(String name) {
        return new TorchScriptRefused("uses the operator " + shorten(name)
                + ", which a model may not use, because it can reach files, other processes or other threads, or is unknown"
                + NEXT);
    }

    /** The refusal of code, or of a pickle, that {@code torch.jit.save} would not write. */
    static TorchScriptRefused unusual(String what) {
        return new TorchScriptRefused("is not as torch.jit.save writes it: " + what + NEXT);
    }

    /** Text of a file, shortened for clients. */
    static String shorten(String text) {
        String printable = text.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() <= MAX_SHOWN ? printable : printable.substring(0, MAX_SHOWN) + "…";
    }
}
