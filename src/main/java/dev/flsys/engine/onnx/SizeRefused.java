package dev.flsys.engine.onnx;

/** The refusal of a network that has a tensor which is too large, or whose size cannot be known before a call. */
public final class SizeRefused extends Exception {

    private static final long serialVersionUID = 1;
    private static final int MAX_SHOWN = 40;

    private SizeRefused(String detail) {
        super(detail);
    }

    static SizeRefused tooLarge(String operator, double bytes, long limit) {
        String size = bytes < 1L << 50 ? ((long) bytes >> 20) + " MiB" : "more than a million GiB";
        return new SizeRefused("needs " + size + " of memory for one tensor (operator " + shown(operator)
                + "), more than the limit of " + (limit >> 20)
                + " MiB for a file of its size; export a smaller network");
    }

    static SizeRefused chosen(String operator) {
        return new SizeRefused("has a tensor whose size depends on the values of the input, so its memory has no limit"
                + " (operator " + shown(operator) + "); export a network whose sizes depend only on the shape of the"
                + " input");
    }

    static SizeRefused tooLong() {
        return new SizeRefused("has too many operations; export a smaller network");
    }

    /** The rest of a sentence, for clients. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    private static String shown(String operator) {
        String plain = operator.replaceAll("[^A-Za-z0-9_]", "?");
        return plain.length() <= MAX_SHOWN ? plain : plain.substring(0, MAX_SHOWN) + "…";
    }
}
