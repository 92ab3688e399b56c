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

/**
 * Arrays of NumPy (numpy/lib/format.py): {@code .npy}, and {@code .npz}, which is a zip archive of them. The header is
 * a dict of Python with exactly three keys in any order; nothing else is accepted.
 */
final class NumpyFile {

    private static final String SUFFIX = ".npy";
    private static final byte[] MAGIC = "\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1);
    private static final int MOST_HEADER = 1 << 16;

    private static final String DESCR = "\\s*['\"]descr['\"]\\s*:\\s*['\"](?<type>[<>|=]?[a-zA-Z][0-9]{0,9})['\"]\\s*";
    private static final String ORDER = "\\s*['\"]fortran_order['\"]\\s*:\\s*(?<fortran>True|False)\\s*";
    private static final String SHAPE =
            "\\s*['\"]shape['\"]\\s*:\\s*\\((?<shape>\\s*|(?:\\s*[0-9]{1,18}L?\\s*,)+(?:\\s*[0-9]{1,18}L?)?\\s*)\\)\\s*";
    private static final Pattern ENTRY = Pattern.compile("^(?:" + DESCR + "|" + ORDER + "|" + SHAPE + ")(,|\\})");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private NumpyFile() {}

    /** The arrays of an archive; empty if it has other files. */
    static Optional<Contents> archive(ZipEntries entries) throws IOException, WeightsRefused {
        if (entries.names().isEmpty() || !entries.names().stream().allMatch(name -> name.endsWith(SUFFIX))) {
            return Optional.empty();
        }
        List<StoredTensor> arrays = new ArrayList<>();
        for (String name : entries.names()) {
            arrays.add(array(name.substring(0, name.length() - SUFFIX.length()), entries.content(name)));
        }
        Contents contents = new Contents();
        contents.add("", arrays);
        return Optional.of(contents);
    }

    static Contents single(Bytes file) throws IOException, WeightsRefused {
        Contents contents = new Contents();
        contents.add("", List.of(array("0", file)));
        return contents;
    }

    static boolean begins(ByteBuffer head) {
        return head.limit() >= MAGIC.length && head.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
    }

    private static StoredTensor array(String name, Bytes bytes) throws IOException, WeightsRefused {
        ByteBuffer head = ByteBuffer.allocate((int) Math.min(12, bytes.size())).order(ByteOrder.LITTLE_ENDIAN);
        bytes.read(0, head);
        head.flip();
        if (head.limit() < 12 || !begins(head)) {
            throw damaged(name, "is no NumPy array");
        }
        boolean wide = head.get(6) > 1;
        long length = wide ? Integer.toUnsignedLong(head.getInt(8)) : Short.toUnsignedInt(head.getShort(8));
        int start = wide ? 12 : 10;
        if (length > MOST_HEADER || length > bytes.size() - start) {
            throw damaged(name, "has an incomplete header");
        }
        ByteBuffer header = ByteBuffer.allocate((int) length);
        bytes.read(start, header);
        return array(name, new String(header.array(), StandardCharsets.ISO_8859_1), bytes, start + length);
    }

    private static StoredTensor array(String name, String header, Bytes bytes, long data) throws WeightsRefused {
        String text = header.strip();
        String type = "";
        String order = "";
        List<Long> shape = null;
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
        if (text.contains("[(") || type.matches("[<>|=]?O.*")) {
            throw objectArray(name);
        }
        if (!ended || at != text.length() || type.isEmpty() || order.isEmpty() || shape == null) {
            throw damaged(name, "has a header that FLSys does not read");
        }
        String code = type.replaceFirst("^[<>|=]", "");
        Optional<ElementType> element = ElementType.ofNumpy(code);
        if (element.isEmpty()) {
            throw WeightsRefused.because("FLSys cannot read the array " + WeightsRefused.shown(name) + ": its type is "
                    + WeightsRefused.shown(type) + ". Save float32.");
        }
        return StoredTensor.ofArray(
                new WeightTensor(name, element.get(), shape), bytes, data, order.equals("True"), type.startsWith(">"));
    }

    private static List<Long> numbers(String text) {
        List<Long> numbers = new ArrayList<>();
        Matcher matcher = NUMBER.matcher(text);
        while (matcher.find()) {
            numbers.add(Long.parseLong(matcher.group()));
        }
        return numbers;
    }

    private static WeightsRefused damaged(String name, String what) {
        return WeightsRefused.damaged("the array " + WeightsRefused.shown(name) + " " + what);
    }

    private static WeightsRefused objectArray(String name) {
        return WeightsRefused.because("The file holds an array of Python objects (the array "
                + WeightsRefused.shown(name) + "). It was refused, and nothing in it was run. Save arrays of numbers:"
                + " np.savez(PATH, *[value.cpu().numpy() for value in model.state_dict().values()]).");
    }
}
