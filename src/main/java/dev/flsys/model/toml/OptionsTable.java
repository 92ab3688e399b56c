package dev.flsys.model.toml;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One {@code [[model]]} table of {@code flsys.toml}, checked. An option is empty if the table does not have its key.
 *
 * @param line the line of the table, from 1
 * @param match the ids that the table is for
 * @param className {@code Name}, or {@code module:Name}
 * @param arguments the arguments of the class by name, in the order of the file: text, {@code Long}, {@code Double},
 *     {@code Boolean}, lists and maps of these
 * @param labels at least one, none blank
 * @param imageSize the side of the square that the network sees, pixels: {@code image_size} or {@code crop}
 * @param mean one finite number or three
 * @param std one number above 0 or three; as many as {@code mean}, if that is set too
 * @param resize the method by which a picture gets this size
 * @param activation a value of {@link OptionsToml#ACTIVATIONS}
 * @param history a path in the project, absolute; it may not exist
 */
public record OptionsTable(
        int line,
        IdGlob match,
        Optional<String> className,
        Optional<Map<String, Object>> arguments,
        Optional<List<String>> labels,
        Optional<Integer> imageSize,
        Optional<List<Float>> mean,
        Optional<List<Float>> std,
        Optional<Resize> resize,
        Optional<String> activation,
        Optional<Path> history) {

    public OptionsTable {
        // Not Map.copyOf: the order must be the same each time.
        arguments = arguments.map(map -> Collections.unmodifiableMap(new LinkedHashMap<>(map)));
        labels = labels.map(List::copyOf);
        mean = mean.map(List::copyOf);
        std = std.map(List::copyOf);
    }

    /**
     * A value of {@code resize}.
     *
     * @param shorterSide the new length of the shorter side, pixels; empty for {@code "squash"}
     */
    public record Resize(Optional<Integer> shorterSide) {}
}
