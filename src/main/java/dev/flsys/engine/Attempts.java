package dev.flsys.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Attempts to call a network that does not declare the shape of its input, one layout after the other.
 *
 * @param <T> the result of an attempt
 */
final class Attempts<T> {

    private final List<ItemLayout> tried = new ArrayList<>();
    private @Nullable ForwardFailed first;

    /** One attempt. */
    @FunctionalInterface
    interface Attempt<T, E extends Exception> {
        T make() throws E;
    }

    /** The result of {@code attempt}; empty if the network fails on items in this layout. */
    <E extends Exception> Optional<T> of(ItemLayout layout, Attempt<T, E> attempt) throws E {
        tried.add(layout);
        try {
            return Optional.of(attempt.make());
        } catch (ForwardFailed unfit) {
            first = first == null ? unfit : first;
            return Optional.empty();
        }
    }

    /** The failure on the most likely layout, with the shapes that were tried after it. */
    ModelUnusable failed() {
        if (first == null) {
            throw new IllegalStateException("Nothing has failed");
        }
        ItemLayout likely = tried.get(0);
        String others = tried.stream()
                .skip(1)
                .map(layout -> ItemLayout.shown(WarmUp.batchOf(1, layout.fed())))
                .collect(Collectors.joining(", "));
        boolean picture = likely.item().length == 3;
        return new ModelUnusable(
                "fails on an input of shape " + ItemLayout.shown(WarmUp.batchOf(1, likely.fed()))
                        + (others.isEmpty() ? "" : " (and on " + others + ")") + ": " + first.detail()
                        + (picture
                                ? "; is " + likely.item()[1]
                                        + " the size that it was trained with? IMG_SIZE in .env, or image_size in flsys.toml,"
                                        + " sets it"
                                : ""),
                first);
    }
}
