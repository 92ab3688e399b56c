package dev.flsys.weights;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The tensors that were found in a file, while it is opened. Not thread-safe. */
final class Contents {

    /** Tensors of a file, in all its groups. */
    static final int MAX_TENSORS = 65_536;

    private static final int MAX_NAME = 1_000;
    private static final long MAX_NAMES = 8L << 20;

    private static final Pattern NUMBERED =
            Pattern.compile("(|arr_|array_|param_|params_|parameter_|parameters_|layer_|weight_|weights_)([0-9]{1,9})");

    private final List<WeightGroup> groups = new ArrayList<>();
    private final IdentityHashMap<WeightTensor, StoredTensor> stored = new IdentityHashMap<>();
    private long nameLength;

    /** Adds a group. Each tensor must be inside of its bytes, and no name may occur twice. */
    void add(String path, List<StoredTensor> tensors) throws WeightsRefused {
        requireFew(stored.size() + tensors.size());
        Set<String> names = new LinkedHashSet<>();
        List<WeightTensor> group = new ArrayList<>(tensors.size());
        for (StoredTensor each : tensors) {
            String name = each.tensor().name();
            nameLength += name.length();
            if (name.length() > MAX_NAME || nameLength > MAX_NAMES) {
                throw WeightsRefused.because(
                        "The file has a tensor whose name is too long: " + WeightsRefused.shown(name) + ".");
            }
            if (!names.add(name)) {
                throw WeightsRefused.damaged("it has two tensors " + WeightsRefused.shown(name));
            }
            stored.put(each.tensor(), each.requireInside());
            group.add(each.tensor());
        }
        groups.add(new WeightGroup(path, group, isOrder(names)));
    }

    /** Refuses a file with too many tensors. */
    static void requireFew(int tensors) throws WeightsRefused {
        if (tensors > MAX_TENSORS) {
            throw WeightsRefused.because("The file has more than " + MAX_TENSORS + " tensors.");
        }
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    List<WeightGroup> groups() {
        return groups;
    }

    Map<WeightTensor, StoredTensor> stored() {
        return stored;
    }

    /** Whether the names are numbers from 0 or 1, alone or after one common word, as in {@code arr_0}. */
    private static boolean isOrder(Set<String> names) {
        Set<String> words = new LinkedHashSet<>();
        List<Integer> numbers = new ArrayList<>();
        for (String name : names) {
            Matcher matcher = NUMBERED.matcher(name);
            if (!matcher.matches()) {
                return false;
            }
            words.add(matcher.group(1));
            numbers.add(Integer.parseInt(matcher.group(2)));
        }
        numbers.sort(Comparator.naturalOrder());
        return words.size() == 1 && (isRange(numbers, 0) || isRange(numbers, 1));
    }

    private static boolean isRange(List<Integer> numbers, int first) {
        return numbers.equals(
                IntStream.range(first, first + numbers.size()).boxed().toList());
    }
}
