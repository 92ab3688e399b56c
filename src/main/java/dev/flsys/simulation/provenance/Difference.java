package dev.flsys.simulation.provenance;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A difference between two states of a project.
 *
 * @param what commit, changes, python, system, package or file
 * @param name the name of the package, or path of the file; null for the others
 * @param then its value in the first state, for a file the beginning of its hash; null if it was missing
 * @param now its value in the second state; null if it is missing
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Difference(
        String what,
        @Nullable String name,
        @Nullable String then,
        @Nullable String now) {

    private static final int MAX = 1_000;
    private static final int SHORT_HASH_LENGTH = 12;

    /**
     * The differences, at most 1,000. A state without Python has no known packages, so none of them differ. Parts that
     * are unknown in one of the states do not count as different. If sources are unknown, the files that both states
     * have are compared.
     */
    static List<Difference> between(Provenance then, Provenance now) {
        List<Difference> all = new ArrayList<>();
        GitState before = then.git();
        GitState after = now.git();
        if (isKnown(Provenance.GIT, then, now)) {
            add(all, "commit", null, before == null ? null : before.commit(), after == null ? null : after.commit());
            add(all, "changes", null, changes(before), changes(after));
        }
        add(all, "system", null, then.system(), now.system());
        if (then.python() != null && now.python() != null) {
            add(all, "python", null, then.python(), now.python());
            addAll(all, "package", then.packages(), now.packages());
        }
        Map<String, String> sources = shortened(then.sources());
        Map<String, String> present = shortened(now.sources());
        if (!isKnown(Provenance.SOURCES, then, now)) {
            sources.keySet().retainAll(Set.copyOf(present.keySet()));
            present.keySet().retainAll(Set.copyOf(sources.keySet()));
        }
        addAll(all, "file", sources, present);
        return all.size() > MAX ? all.subList(0, MAX) : all;
    }

    private static boolean isKnown(String part, Provenance then, Provenance now) {
        return !then.unknown().contains(part) && !now.unknown().contains(part);
    }

    private static @Nullable String changes(@Nullable GitState state) {
        String hash = state == null ? null : state.changes();
        return hash == null ? null : shortened(hash);
    }

    private static Map<String, String> shortened(Map<String, String> hashes) {
        return hashes.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> shortened(each.getValue()), (one, other) -> one, HashMap::new));
    }

    private static String shortened(String hash) {
        return hash.substring(0, Math.min(SHORT_HASH_LENGTH, hash.length()));
    }

    private static void addAll(List<Difference> all, String what, Map<String, String> then, Map<String, String> now) {
        TreeSet<String> names = new TreeSet<>(then.keySet());
        names.addAll(now.keySet());
        names.forEach(name -> add(all, what, name, then.get(name), now.get(name)));
    }

    private static void add(
            List<Difference> all, String what, @Nullable String name, @Nullable String then, @Nullable String now) {
        if (!Objects.equals(then, now)) {
            all.add(new Difference(what, name, then, now));
        }
    }
}
