package dev.flsys.engine;

import dev.flsys.engine.file.ModelUnusable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Attempts to call a network that does not declare the shape of its input, one layout after the other. */
final class LayoutAttempts {

    private LayoutAttempts() {}

    /** One attempt. */
    @FunctionalInterface
    interface Attempt<T, E extends Exception> {
        T with(ItemLayout layout) throws E;
    }

    /**
     * The result of {@code attempt} with the first of {@code layouts} whose items the network takes.
     *
     * @param layouts at least one
     * @throws ModelUnusable if it fails on all
     */
    static <T, E extends Exception> T runFirstAccepted(List<ItemLayout> layouts, Attempt<T, E> attempt) throws E {
        List<ForwardFailed> failures = new ArrayList<>();
        for (ItemLayout layout : layouts) {
            try {
                return attempt.with(layout);
            } catch (ForwardFailed unfit) {
                failures.add(unfit);
            }
        }
        throw describeFailure(layouts, failures.get(0));
    }

    /** The failure on the most likely layout, with the shapes that were tried after it. */
    private static ModelUnusable describeFailure(List<ItemLayout> tried, ForwardFailed first) {
        ItemLayout likely = tried.get(0);
        String others = tried.stream()
                .skip(1)
                .map(layout -> ItemLayout.describeShape(WarmUp.batchShape(1, layout.fed())))
                .collect(Collectors.joining(", "));
        boolean picture = likely.item().length == 3;
        return new ModelUnusable(
                "fails on an input of shape " + ItemLayout.describeShape(WarmUp.batchShape(1, likely.fed()))
                        + (others.isEmpty() ? "" : " (and on " + others + ")") + ": " + first.detail()
                        + (picture
                                ? "; is " + likely.item()[1]
                                        + " the size that it was trained with? IMG_SIZE in .env, or image_size in flsys.toml,"
                                        + " sets it"
                                : ""),
                first);
    }
}
