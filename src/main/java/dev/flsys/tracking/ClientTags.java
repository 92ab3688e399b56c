package dev.flsys.tracking;

import dev.flsys.flower.observer.ClientAnswers;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values of clients by tag: {@code client/3/train/loss}. The first {@value #MAX_CLIENTS} clients of a run and the
 * first {@value #MAX_TAGS} tags have values. The values of later clients and tags are left out. For one thread.
 */
final class ClientTags {

    static final int MAX_CLIENTS = 50;
    static final int MAX_TAGS = 1_000;

    private final Set<String> clients = new HashSet<>();
    private final Set<String> tags = new HashSet<>();

    /** The values of one phase of a round. Must be called for all phases of a run in their order. */
    Map<String, Double> values(ClientAnswers.Group group) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (ClientAnswers.Client client : group.clients()) {
            Object named = client.partition() == null ? client.node() : client.partition();
            String name = Objects.toString(named, "");
            if (name.isEmpty() || (!clients.contains(name) && clients.size() >= MAX_CLIENTS)) {
                continue;
            }
            clients.add(name);
            String prefix = "client/" + name + "/" + group.phase() + "/";
            client.metrics().forEach((metric, value) -> put(values, prefix + metric, value));
            put(values, prefix + "seconds", client.seconds());
            put(values, prefix + "examples", client.examples());
            put(values, prefix + "update_norm", client.updateNorm());
            put(values, prefix + "cosine", client.cosine());
        }
        return values;
    }

    private void put(Map<String, Double> values, String tag, @Nullable Number value) {
        if (value != null && (tags.contains(tag) || tags.size() < MAX_TAGS)) {
            tags.add(tag);
            values.putIfAbsent(tag, value.doubleValue());
        }
    }
}
