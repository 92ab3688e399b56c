package dev.flsys.platform.proposal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The modules whose classes are networks of PyTorch: classes of {@code nn.Module}, and those of such a class of the
 * project. A loss is a module of PyTorch, too, but no network. An abstract class is proposed only if there is no other.
 */
final class NetworkSources {

    private static final Pattern CLASS = Pattern.compile("(?m)^class\\s+(\\w+)\\s*\\(([^)]*)\\)\\s*:");
    private static final Pattern LOSS = Pattern.compile("\\w*(?:Loss|Criterion)(?:\\d\\w*)?");
    private static final Set<String> OF_LIBRARIES = Set.of("Module", "LightningModule");
    private static final Set<String> ABSTRACT = Set.of("ABC", "ABCMeta");

    /** @param bases the last parts of their dotted names */
    private record Definition(String module, String name, List<String> bases) {}

    private final List<Definition> definitions = new ArrayList<>();

    /** Reads the classes in the text of a module. */
    void read(String module, String text) {
        CLASS.matcher(text).results().forEach(found -> {
            List<String> bases = Stream.of(found.group(2).split("[,=\\s]+"))
                    .map(base -> base.substring(base.lastIndexOf('.') + 1))
                    .toList();
            definitions.add(new Definition(module, found.group(1), bases));
        });
    }

    /** The modules in the order in which they were read. */
    Set<String> modules() {
        Set<String> networks = new LinkedHashSet<>(OF_LIBRARIES);
        int before;
        do {
            before = networks.size();
            definitions.stream()
                    .filter(each -> each.bases().stream().anyMatch(networks::contains))
                    .filter(each -> !LOSS.matcher(each.name()).matches())
                    .forEach(each -> networks.add(each.name()));
        } while (networks.size() > before);
        Set<String> concrete = modulesOf(networks, false);
        return concrete.isEmpty() ? modulesOf(networks, true) : concrete;
    }

    private Set<String> modulesOf(Set<String> networks, boolean withAbstract) {
        return definitions.stream()
                .filter(each -> networks.contains(each.name())
                        && each.bases().stream().anyMatch(networks::contains)
                        && (withAbstract || each.bases().stream().noneMatch(ABSTRACT::contains)))
                .map(Definition::module)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
