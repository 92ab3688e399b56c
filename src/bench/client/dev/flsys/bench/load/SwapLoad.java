package dev.flsys.bench.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * {@code SwapLoad PORT CASES PHASE...}: runs the {@link Phase}s one after the other and prints a line of JSON for each.
 * The first model of the cases must be serving; it serves again at the end of a phase with an even number of swaps.
 */
public final class SwapLoad {

    private SwapLoad() {}

    /** Exits with status 1 if a swap fails; wrong answers are only counted. */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        Cases cases = Cases.read(Path.of(arguments[1]));
        SwapTimes times = new SwapTimes();
        ExecutorService swapping = Executors.newSingleThreadExecutor();
        ObjectMapper json = new ObjectMapper();
        try {
            for (int i = 2; i < arguments.length; i++) {
                Phase phase = Phase.parse(arguments[i]);
                System.out.println(json.writeValueAsString(run(phase, port, cases, times, swapping)));
            }
        } finally {
            swapping.shutdownNow();
        }
    }

    private static Map<String, Object> run(
            Phase phase, int port, Cases cases, SwapTimes times, ExecutorService swapping) throws Exception {
        Swapper swapper = new Swapper(URI.create("http://127.0.0.1:" + port), cases.models(), times);
        Load load = new Load(new InetSocketAddress("127.0.0.1", port), cases, times);
        long start = System.nanoTime();
        Callable<Object> swaps = () -> {
            swapper.swap(phase);
            return phase;
        };
        Future<Object> swapped = swapping.submit(swaps);
        load.run(() -> swapped.isDone()
                && load.latencies().total() >= phase.requests()
                && System.nanoTime() - start >= TimeUnit.SECONDS.toNanos(phase.seconds()));
        double seconds = (System.nanoTime() - start) / 1e9;
        swapped.get();

        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("phase", phase.name());
        figures.put("seconds", seconds);
        figures.put("answers", load.latencies().total());
        figures.put("rate", load.latencies().total() / seconds);
        figures.put("p50", load.latencies().percentile(0.5));
        figures.put("p99", load.latencies().percentile(0.99));
        figures.put("p999", load.latencies().percentile(0.999));
        figures.put("verdicts", load.verdicts());
        figures.put("swaps", swapper.latencies().total());
        figures.put("swapP50", swapper.latencies().percentile(0.5));
        figures.put("swapP99", swapper.latencies().percentile(0.99));
        return figures;
    }
}
