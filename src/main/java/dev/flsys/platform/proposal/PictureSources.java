package dev.flsys.platform.proposal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The labels, the size and the normalisation of pictures that Python sources suggest. If the sources name several
 * values, none is proposed.
 */
final class PictureSources {

    private static final int MAX_VALUES = 3;

    /** Comments and texts of several lines, which often name other data sets for comparison. */
    private static final Pattern PROSE =
            Pattern.compile("(?s)\"{3}.*?\"{3}|'{3}.*?'{3}|(?:(?<=\\n)|(?<=[ \\t]))#[^\\n]*");

    private static final Pattern SCALES =
            Pattern.compile("\\b(?:ToTensor|to_tensor)\\s*\\(|\\bToDtype\\([^)]*\\bscale\\s*=\\s*True");
    private static final Pattern RESIZED =
            Pattern.compile("\\bResize\\(\\s*(?:size\\s*=\\s*)?([\\[(]?)\\s*(\\d{1,4})\\b");
    private static final Pattern CROPPED =
            Pattern.compile("\\bCenterCrop\\(\\s*(?:size\\s*=\\s*)?[\\[(]?\\s*(\\d{1,4})\\b");

    /** A size whose side has a name in the same file: the groups are a bracket and the name. */
    private static final Pattern NAMED_SIZE =
            Pattern.compile("\\bResize\\(\\s*(?:size\\s*=\\s*)?([\\[(]?)\\s*([A-Za-z_]\\w*)\\s*[,)\\]]");

    /** The data sets that Flower projects use, by their names for people. */
    private static final Map<String, DataSet> DATA_SETS = new LinkedHashMap<>();

    static {
        DATA_SETS.put(
                "Fashion-MNIST",
                new DataSet(
                        "fashion[-_ ]?mnist",
                        "T-shirt/top,Trouser,Pullover,Dress,Coat,Sandal,Shirt,Sneaker,Bag,Ankle boot",
                        28));
        DATA_SETS.put(
                "CIFAR-10",
                new DataSet("cifar[-_]?10", "airplane,automobile,bird,cat,deer,dog,frog,horse,ship,truck", 32));
        DATA_SETS.put("MNIST", new DataSet("(?<!fashion[-_ ])mnist", "0,1,2,3,4,5,6,7,8,9", 28));
        DATA_SETS.put("CIFAR-100", new DataSet("cifar[-_]?100", "", 32));
        DATA_SETS.put("EMNIST", new DataSet("f?emnist", "", 28));
        DATA_SETS.put("SVHN", new DataSet("svhn", "", 32));
        DATA_SETS.put("Tiny ImageNet", new DataSet("tiny[-_ ]?imagenet", "", 64));
        DATA_SETS.put("CelebA", new DataSet("celeba", "", 0));
    }

    /**
     * @param labels empty if they are not known
     * @param size side of the pictures in pixels; 0 if it differs
     */
    private record DataSet(Pattern name, String labels, int size) {

        DataSet(String name, String labels, int size) {
            this(Pattern.compile("(?i)\\b" + name + "\\b"), labels, size);
        }
    }

    private final Set<String> dataSets = new LinkedHashSet<>();
    private final Set<String> squashed = new LinkedHashSet<>();
    private final Set<String> sides = new LinkedHashSet<>();
    private final Set<String> crops = new LinkedHashSet<>();
    private final Set<Normalisation> normalisations = new LinkedHashSet<>();
    /** Whether a source converts pictures to values from 0 to 1, for example by ToTensor. */
    private boolean scaled;

    private boolean normalised;

    /** Reads the text of a Python file. */
    void read(String source) {
        String code = PROSE.matcher(source).replaceAll("");
        DATA_SETS.forEach((name, data) -> {
            if (data.name().matcher(code).find()) {
                dataSets.add(name);
            }
        });
        RESIZED.matcher(code).results().forEach(each -> (each.group(1).isEmpty() ? sides : squashed)
                .add(each.group(2)));
        NAMED_SIZE.matcher(code).results().forEach(each -> valueOf(each.group(2), code)
                .ifPresent(size -> (each.group(1).isEmpty() ? sides : squashed).add(size)));
        CROPPED.matcher(code).results().forEach(each -> crops.add(each.group(1)));
        scaled |= SCALES.matcher(code).find();
        normalised |= code.contains("Normalize(");
        normalisations.addAll(Normalisation.allOf(code));
    }

    /** The only number of pixels that {@code code} assigns to {@code name} at the start of a line. */
    private static Optional<String> valueOf(String name, String code) {
        return only(Pattern.compile("(?m)^" + name + "\\s*(?::\\s*int\\s*)?=\\s*(\\d{1,4})\\s*$")
                .matcher(code)
                .results()
                .map(each -> each.group(1))
                .collect(Collectors.toSet()));
    }

    /** The lines for {@code .env} about which the sources leave no doubt. */
    Map<String, String> lines() {
        Map<String, String> lines = new LinkedHashMap<>();
        only(dataSets)
                .map(name -> dataSet(name).labels())
                .filter(labels -> !labels.isEmpty())
                .ifPresent(labels -> lines.put("CLASS_LABELS", labels));
        findSize().ifPresent(size -> lines.put("IMG_SIZE", size));
        only(normalisations).ifPresent(values -> {
            lines.put("IMG_MEAN", values.mean());
            lines.put("IMG_STD", values.std());
        });
        if (scaled && !normalised) {
            lines.put("IMG_MEAN", "0");
            lines.put("IMG_STD", "1");
        }
        return lines;
    }

    private Optional<String> findSize() {
        Set<String> resized = new LinkedHashSet<>(squashed);
        resized.addAll(sides);
        if (!crops.isEmpty() || !resized.isEmpty()) {
            return only(crops.isEmpty() ? resized : crops);
        }
        return only(dataSets.stream()
                        .map(name -> String.valueOf(dataSet(name).size()))
                        .collect(Collectors.toSet()))
                .filter(size -> !size.equals("0"));
    }

    /** Sentences about values that the sources leave open. */
    List<String> comments(Set<String> keys) {
        List<String> comments = new ArrayList<>();
        boolean asksForLabels = keys.contains("CLASS_LABELS");
        boolean asksForSize = keys.contains("IMG_SIZE");
        Map<String, String> lines = lines();
        boolean pictures = scaled || normalised || lines.containsKey("IMG_SIZE") || !dataSets.isEmpty();
        if (!pictures && asksForSize && asksForLabels) {
            comments.add(
                    "The sources name no pictures that FLSys knows. For a network of pictures, write its labels and"
                            + " the size of its input.");
            comments.add("For tables, texts or other data any values do, such as CLASS_LABELS=0,1 and IMG_SIZE=224:"
                    + " simulations and histories need none.");
        }
        boolean resized = squashed.size() + sides.size() + crops.size() > 0;
        if (dataSets.size() > 1 && (asksForLabels || asksForSize)) {
            comments.add("The sources name several data sets. Write CLASS_LABELS and IMG_SIZE of those that your models"
                    + " were trained on:");
            dataSets.forEach(name -> comments.add("  " + describe(name)));
        } else if (dataSets.size() == 1 && !lines.containsKey("CLASS_LABELS") && asksForLabels) {
            comments.add("Write the labels of " + only(dataSets).orElseThrow() + " as CLASS_LABELS.");
        } else if (pictures && dataSets.isEmpty() && asksForLabels) {
            comments.add("Write the labels of the data as CLASS_LABELS, in the order of the networks' outputs.");
        }
        if (pictures && dataSets.size() < 2 && !resized && !lines.containsKey("IMG_SIZE") && asksForSize) {
            comments.add("Write the side of the networks' input in pixels as IMG_SIZE.");
        }
        if (resized && !lines.containsKey("IMG_SIZE") && asksForSize) {
            Set<String> sizes = new LinkedHashSet<>(crops.isEmpty() ? squashed : crops);
            sizes.addAll(crops.isEmpty() ? sides : Set.of());
            comments.add("The sources resize pictures to several sizes: " + listed(sizes) + ". Write the one that your"
                    + " networks see as IMG_SIZE.");
        }
        if (asksForSize && !crops.isEmpty() && !sides.isEmpty()) {
            comments.add("The sources cut the square out of a larger picture: IMG_RESIZE=" + listed(sides) + ".");
        }
        if (normalised && keys.contains("IMG_MEAN")) {
            describeNormalisation().ifPresent(comments::add);
        }
        return comments;
    }

    private Optional<String> describeNormalisation() {
        if (normalisations.size() == 1) {
            return Optional.empty();
        }
        String end = " Write them as IMG_MEAN and IMG_STD, because the defaults are those of ImageNet.";
        return Optional.of(
                normalisations.isEmpty()
                        ? "The sources normalise pictures with values that were not found." + end
                        : "The sources normalise pictures with several values: "
                                + listed(normalisations.stream()
                                        .map(each -> "(" + each.mean() + "), (" + each.std() + ")")
                                        .collect(Collectors.toCollection(LinkedHashSet::new)))
                                + "." + end);
    }

    private static DataSet dataSet(String name) {
        return Objects.requireNonNull(DATA_SETS.get(name), name);
    }

    private static String describe(String name) {
        DataSet data = dataSet(name);
        String labels = data.labels().isEmpty() ? "its labels as CLASS_LABELS" : "CLASS_LABELS=" + data.labels();
        return name + ": " + labels + (data.size() == 0 ? "" : ", IMG_SIZE=" + data.size());
    }

    private static String listed(Set<String> values) {
        String more = values.size() > MAX_VALUES ? " and " + (values.size() - MAX_VALUES) + " more" : "";
        return values.stream().limit(MAX_VALUES).collect(Collectors.joining(", ")) + more;
    }

    private static <T> Optional<T> only(Set<T> values) {
        return values.size() == 1 ? Optional.of(values.iterator().next()) : Optional.empty();
    }
}
