package dev.flsys.model.catalog;

import java.util.Map;
import java.util.Optional;

/**
 * The ids of kept models: {@code <name>@<run>}, and of checkpoints: {@code <name>@<run>:round_<number>}. The newest
 * weights have an id without a round.
 */
final class KeptIds {

    private static final int MAX_LENGTH = 240;

    private KeptIds() {}

    /**
     * The id of a kept model. A long name keeps its end.
     *
     * @param taken ids of other models: a model of the project keeps its id, and the kept one gets a number
     */
    static ModelId of(KeptModels.Kept kept, Map<ModelId, ?> own, Map<ModelId, ?> taken) {
        String run = "@" + kept.run() + (kept.round() == null || kept.latest() ? "" : ":round_" + kept.round());
        String name = kept.name();
        String text = name.substring(Math.max(0, name.length() + run.length() - MAX_LENGTH)) + run;
        Optional<ModelId> id = ModelId.of(text);
        for (int number = 2; id.isPresent() && (own.containsKey(id.get()) || taken.containsKey(id.get())); number++) {
            id = ModelId.of(text + "." + number);
        }
        return id.orElseThrow(() -> new IllegalArgumentException("Not a model id"));
    }
}
