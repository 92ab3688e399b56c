package dev.flsys.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header of an array of NumPy (numpy/lib/format.py): a dict of Python with exactly three keys in any order. Nothing
 * else is accepted.
 *
 * @param type as in the file, with its order: {@code <f4}
 * @param fortran whether the first index changes fastest
 * @param data position of the first byte behind the header
 */
record NumpyHeader(String type, boolean fortran, List<Long> shape, long data) {

    private static final byte[] MAGIC = "\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1);
    private static final int MAX_HEADER = 1 << 16;

    private static final String DESCR = "\\s*['\"]descr['\"]\\s*:\\s*['\"](?<type>[<>|=]?[a-zA-Z][0-9]{0,9})['\"]\\s*";
    private static final String ORDER = "\\s*['\"]fortran_order['\"]\\s*:\\s*(?<fortran>True|False)\\s*";
    private static final String SHAPE =
            "\\s*['\"]shape['\"]\\s*:\\s*\\((?<shape>\\s*|(?:\\s*[0-9]{1,18}L?\\s*,)+(?:\\s*[0-9]{1,18}L?)?\\s*)\\)\\s*";
    private static final Pattern ENTRY = Pattern.compile("^(?:" + DESCR + "|" + ORDER + "|" + SHAPE + ")(,|\\})");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    NumpyHeader {
        shape = List.copyOf(shape);
    }

    /** Whether a file with these first bytes is an array. */
    static boolean begins(ByteBuffer head) {
        return head.limit() >= MAGIC.length && head.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
    }

    /** @param name the name of the array, for errors */
    static NumpyHeader read(String name, Bytes bytes) throws IOException, WeightsRefused {
        ByteBuffer head = ByteBuffer.allocate((int) Math.min(12, bytes.size())).order(ByteOrder.LITTLE_ENDIAN);
        bytes.read(0, head);
        head.flip();
        if (head.limit() < 12 || !begins(head)) {
            throw damaged(name, "is no NumPy array");
        }
        boolean wide = head.get(6) > 1;
        long length = wide ? Integer.toUnsignedLong(head.getInt(8)) : Short.toUnsignedInt(head.getShort(8));
        int start = wide ? 12 : 10;
        if (length > MAX_HEADER || length > bytes.size() - start) {
            throw damaged(name, "has an incomplete header");
        }
        ByteBuffer header = ByteBuffer.allocate((int) length);
        bytes.read(start, header);
        return parse(name, new String(header.array(), StandardCharsets.ISO_8859_1).strip(), start + length);
    }

    private static NumpyHeader parse(String name, String text, long data) throws WeightsRefused {
        String type = "";
        String order = "";
        @Nullable List<Long> shape = null;
        Matcher entry = ENTRY.matcher(text);
        int at = text.startsWith("{") ? 1 : text.length();
        boolean ended = false;
        while (!ended && at < text.length()) {
            if (!entry.region(at, text.length()).find()) {
                // the comma after the last entry
                ended = text.substring(at).strip().equals("}");
                at = ended ? text.length() : at;
                break;
            }
            type = entry.group("type") != null && type.isEmpty() ? entry.group("type") : type;
            order = entry.group("fortran") != null && order.isEmpty() ? entry.group("fortran") : order;
            shape = entry.group("shape") != null && shape == null ? numbers(entry.group("shape")) : shape;
            ended = entry.group(4).equals("}");
            at = entry.end();
        }
        if (text.contains("[(")) {
            return new NumpyHeader("structured", false, List.of(), data);
        }
        if (!ended || at != text.length() || type.isEmpty() || order.isEmpty() || shape == null) {
            throw damaged(name, "has a header that FLSys does not read");
        }
        return new NumpyHeader(type, order.equals("True"), shape, data);
    }

    private static List<Long> numbers(String text) {
        List<Long> numbers = new ArrayList<>();
        Matcher matcher = NUMBER.matcher(text);
        while (matcher.find()) {
            numbers.add(Long.parseLong(matcher.group()));
        }
        return numbers;
    }

    /** Whether the elements are objects of Python, in a pickle. */
    boolean isObjects() {
        return type.matches("[<>|=]?O.*");
    }

    /**
     * The elements in {@code bytes}.
     *
     * @throws WeightsRefused if their type is unknown, or they are outside of {@code bytes}
     */
    StoredTensor tensor(String name, Bytes bytes) throws WeightsRefused {
        Optional<ElementType> element = ElementType.ofNumpy(type.replaceFirst("^[<>|=]", ""));
        if (element.isEmpty()) {
            throw WeightsRefused.because("FLSys cannot read the array " + WeightsRefused.shown(name) + ": its type is "
                    + WeightsRefused.shown(type) + ". Save float32.");
        }
        return StoredTensor.ofArray(
                new WeightTensor(name, element.get(), shape), bytes, data, fortran, type.startsWith(">"));
    }

    private static WeightsRefused damaged(String name, String what) {
        return WeightsRefused.damaged("the array " + WeightsRefused.shown(name) + " " + what);
    }
}
