package dev.flsys.platform.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A strict reader of Prometheus' text format 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format). Throws on the first line that
 * breaks its rules.
 */
final class Exposition {

    private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)");
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (NaN|[+-]?Inf|[+-]?[0-9.]+(?:E[+-]?[0-9]+)?)", Pattern.DOTALL);
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\"(?:,|$)");
    private static final Set<String> TYPES = Set.of("counter", "gauge", "histogram", "summary", "untyped");

    private final Map<String, Family> families = new TreeMap<>();

    /** A metric: its type, its help and its samples. */
    static final class Family {
        String type = "";
        String help = "";
        final List<Sample> samples = new ArrayList<>();

        /** The names of its labels, without {@code le}. */
        Set<String> labels() {
            Set<String> names = new HashSet<>();
            samples.forEach(each -> names.addAll(each.labels.keySet()));
            names.remove("le");
            return names;
        }
    }

    /** A line with a value. */
    record Sample(String name, Map<String, String> labels, double value) {}

    static Exposition read(String text) {
        Exposition exposition = new Exposition();
        if (!text.endsWith("\n")) {
            throw new AssertionError("The last line does not end");
        }
        Set<String> seen = new HashSet<>();
        for (String line : text.split("\n")) {
            exposition.line(line, seen);
        }
        exposition.families.forEach(Exposition::check);
        return exposition;
    }

    Map<String, Family> families() {
        return families;
    }

    private void line(String line, Set<String> seen) {
        Matcher comment = COMMENT.matcher(line);
        if (comment.matches()) {
            Family family = families.computeIfAbsent(comment.group(2), name -> new Family());
            if (!family.samples.isEmpty()) {
                throw new AssertionError("After its samples: " + line);
            }
            if (comment.group(1).equals("HELP")) {
                require(family.help.isEmpty(), line);
                family.help = comment.group(3);
            } else {
                require(family.type.isEmpty() && TYPES.contains(comment.group(3)), line);
                family.type = comment.group(3);
            }
            return;
        }
        require(!line.startsWith("#"), line);
        Matcher sample = SAMPLE.matcher(line);
        require(sample.matches(), line);
        Map<String, String> labels = labels(sample.group(2), line);
        require(seen.add(sample.group(1) + new TreeMap<>(labels)), line);
        // A metric without TYPE is allowed. Quarkus has one for its connections.
        Family family = families.computeIfAbsent(familyOf(sample.group(1)), name -> new Family());
        family.samples.add(new Sample(sample.group(1), labels, value(sample.group(3))));
    }

    private String familyOf(String name) {
        for (String suffix : List.of("_bucket", "_count", "_sum")) {
            String base = name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : "";
            Family family = families.get(base);
            if (family != null && (family.type.equals("histogram") || family.type.equals("summary"))) {
                return base;
            }
        }
        return name;
    }

    private static Map<String, String> labels(@Nullable String text, String line) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (text != null) {
            Matcher label = LABEL.matcher(text);
            int at = 0;
            while (at < text.length()) {
                require(label.find(at) && label.start() == at, line);
                require(labels.put(label.group(1), label.group(2)) == null, line);
                at = label.end();
            }
        }
        return labels;
    }

    private static double value(String text) {
        return switch (text) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static void check(String name, Family family) {
        require(!name.startsWith("flsys_") || !(family.type.isEmpty() || family.help.isEmpty()), name);
        if (family.type.equals("counter")) {
            require(name.endsWith("_total"), "a counter without _total: " + name);
        }
        if (family.type.equals("histogram")) {
            checkBuckets(name, family);
        }
    }

    /** The buckets of each series grow, and the last one, of infinity, has the count. */
    private static void checkBuckets(String name, Family family) {
        Map<Map<String, String>, Double> last = new HashMap<>();
        Map<Map<String, String>, Double> bound = new HashMap<>();
        Map<Map<String, String>, Double> count = new HashMap<>();
        for (Sample each : family.samples) {
            Map<String, String> series = new HashMap<>(each.labels);
            String le = series.remove("le");
            if (each.name.endsWith("_bucket")) {
                double upper = value(String.valueOf(le));
                require(upper > bound.getOrDefault(series, Double.NEGATIVE_INFINITY), name + " " + each);
                require(each.value >= last.getOrDefault(series, 0.0), name + " " + each);
                bound.put(series, upper);
                last.put(series, each.value);
            } else if (each.name.endsWith("_count")) {
                count.put(series, each.value);
            }
        }
        require(bound.values().stream().allMatch(Double.valueOf(Double.POSITIVE_INFINITY)::equals), name);
        require(last.equals(count), name + ": the last buckets " + last + " are not the counts " + count);
    }

    private static void require(boolean holds, String line) {
        if (!holds) {
            throw new AssertionError("Not in the format: " + line);
        }
    }
}
