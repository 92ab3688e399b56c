package dev.flsys.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The resources that a service uses at one moment.
 *
 * @param seconds the time since the first sample
 * @param rss resident memory in MB
 * @param heap the objects that are alive in the heap, in MB; NaN if it was not measured
 * @param files number of open files
 * @param threads number of threads
 */
record ServiceUse(double seconds, double rss, double heap, long files, long threads) {

    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");
    private static final Pattern RSS = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern THREADS = Pattern.compile("Threads:\\s+(\\d+)");

    /** @param withHeap whether the heap is measured, for which the JVM collects all garbage */
    static ServiceUse of(long pid, double seconds, boolean withHeap) throws IOException, InterruptedException {
        double heap = withHeap ? liveHeap(pid) : Double.NaN;
        Path process = Path.of("/proc", Long.toString(pid));
        String status = Files.readString(process.resolve("status"), StandardCharsets.ISO_8859_1);
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            return new ServiceUse(seconds, number(RSS, status) / 1_024.0, heap, files.count(), number(THREADS, status));
        }
    }

    private static double liveHeap(long pid) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process asked = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String histogram = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(asked.waitFor()).as(histogram).isZero();
        return number(TOTAL, histogram) / 1_048_576.0;
    }

    private static long number(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return Long.parseLong(found.group(1));
    }

    /** A line of a CSV file with the columns {@code seconds,rss_mb,heap_mb,files,threads}. */
    String csv() {
        return String.format(Locale.ROOT, "%.1f,%.2f,%.3f,%d,%d", seconds, rss, heap, files, threads);
    }

    /** The slope of the line of least squares through the samples, in units of {@code value} an hour. */
    static double hourlySlope(List<ServiceUse> samples, ToDoubleFunction<ServiceUse> value) {
        double time =
                samples.stream().mapToDouble(ServiceUse::seconds).average().orElseThrow();
        double mean = samples.stream().mapToDouble(value).average().orElseThrow();
        double product = 0;
        double square = 0;
        for (ServiceUse each : samples) {
            product += (each.seconds() - time) * (value.applyAsDouble(each) - mean);
            square += (each.seconds() - time) * (each.seconds() - time);
        }
        return product / square * 3_600;
    }

    /** The median of the last third of the samples minus that of the first third. */
    static double growth(List<ServiceUse> samples, ToDoubleFunction<ServiceUse> value) {
        int third = samples.size() / 3;
        return median(samples.subList(samples.size() - third, samples.size()), value)
                - median(samples.subList(0, third), value);
    }

    private static double median(List<ServiceUse> samples, ToDoubleFunction<ServiceUse> value) {
        double[] sorted = samples.stream().mapToDouble(value).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
