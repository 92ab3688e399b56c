package dev.flsys.model.weights;

import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.RoundName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rounds of one series of models.
 *
 * @param name the name that all rounds share
 * @param run the simulation that they are kept with; null for models in the folders of the project
 * @param rounds the model of each round, in ascending order; of several files of a round the latest one
 */
record ModelSeries(String name, @Nullable String run, List<Member> rounds) {

    /** The model of a round. */
    record Member(int round, ModelFile file) {}

    /**
     * The series of a model.
     *
     * @throws dev.flsys.model.catalog.ModelProblem if there is no such model
     * @throws WeightsProblem if it has no round
     */
    static ModelSeries of(String id, ModelCatalog catalog) {
        ModelFile model = catalog.require(id);
        RoundName name = model.round().orElseThrow(() -> WeightsProblem.noRound(id));
        String run = runOf(model);
        Collection<ModelFile> all = run == null ? catalog.recent() : catalog.kept();
        TreeMap<Integer, ModelFile> rounds = new TreeMap<>();
        for (ModelFile each : all) {
            RoundName round = each.round().orElse(null);
            if (round != null && round.series().equals(name.series()) && (run == null || run.equals(runOf(each)))) {
                rounds.merge(round.round(), each, ModelSeries::preferred);
            }
        }
        return new ModelSeries(
                name.series(),
                run,
                rounds.entrySet().stream()
                        .map(each -> new Member(each.getKey(), each.getValue()))
                        .toList());
    }

    /** At most {@code max} rounds in even steps, the first and the last one among them. */
    List<Member> chosen(int max) {
        int total = rounds.size();
        if (total <= max) {
            return rounds;
        }
        List<Member> chosen = new ArrayList<>();
        for (int i = 0; i < max; i++) {
            chosen.add(rounds.get((int) Math.round(i * (total - 1.0) / (max - 1))));
        }
        return chosen;
    }

    /** The latest file; an id of the newest weights will mean another round, so it comes last. */
    private static ModelFile preferred(ModelFile one, ModelFile other) {
        if (one.isLatest() != other.isLatest()) {
            return one.isLatest() ? other : one;
        }
        return other.modified().isAfter(one.modified()) ? other : one;
    }

    private static @Nullable String runOf(ModelFile file) {
        return file.origin().map(ModelFile.Origin::run).orElse(null);
    }
}
