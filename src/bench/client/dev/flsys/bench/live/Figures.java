package dev.flsys.bench.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.bench.load.Latencies;
import java.util.LinkedHashMap;
import java.util.Map;

/** A line of JSON on standard output. */
final class Figures {

    private final Map<String, Object> values = new LinkedHashMap<>();

    Figures with(String name, Object value) {
        values.put(name, value);
        return this;
    }

    Figures with(SequenceCheck check) {
        return with("last", check.last()).with("lost", check.lost()).with("doubled", check.doubled());
    }

    Figures with(Latencies latencies) {
        with("latencies", latencies.total());
        return latencies.total() == 0
                ? this
                : with("p50", latencies.percentile(0.5))
                        .with("p95", latencies.percentile(0.95))
                        .with("p99", latencies.percentile(0.99))
                        .with("most", latencies.percentile(1));
    }

    void print() throws JsonProcessingException {
        System.out.println(new ObjectMapper().writeValueAsString(values));
    }
}
