package dev.flsys.model.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides whether the name of a file or folder identifies a model. {@code LeNet_final} does, {@code best_model} does
 * not.
 */
final class DistinctiveNames {

    private static final Pattern BETWEEN_WORDS = Pattern.compile(
            "[^\\p{L}\\p{N}]+|(?<=\\p{L})(?=\\p{N})" + "|(?<=\\p{N})(?=\\p{L})|(?<=\\p{Ll})(?=\\p{Lu})");
    private static final Pattern NUMBER = Pattern.compile("\\p{N}+");
    private static final Pattern DATE =
            Pattern.compile("(?<!\\d)(19|20)\\d{2}[-_.]?\\d{2}[-_.]?\\d{2}(?!\\d(?!\\d{3}))");

    /** Words of names that any model may have. */
    private static final Set<String> GENERAL =
            Set.of(("best final last latest current new old init initial model models"
                            + " net network weight weights checkpoint checkpoints ckpt ckpts state states dict statedict round"
                            + " rounds rnd epoch epochs ep step steps iter iteration global server aggregated agg client clients"
                            + " local node fold seed trial version v pytorch torch jax onnx script scripted traced jit flower"
                            + " flwr fl federated saved save trained train training test params parameters param arrays array"
                            + " acc accuracy loss val eval of the my file bestmodel finalmodel globalmodel")
                    .split(" "));

    /** Words of folders that any project may have. */
    private static final Set<String> GENERAL_FOLDERS =
            Set.of(("output outputs out result results run runs log logs lightning artifact artifacts files experiment"
                            + " experiments exp multirun wandb mlruns simulation simulations job jobs task")
                    .split(" "));

    private DistinctiveNames() {}

    /** Whether the name of a file, without suffix, has a word that is neither general nor a number. */
    static boolean isDistinctive(String name) {
        return toWords(name).stream().anyMatch(word -> !isNumber(word) && !GENERAL.contains(word));
    }

    /**
     * The names of the folders that identify a file, from the outer to the inner one. The first is the nearest folder
     * whose name has a word that is not general, or a date ({@code 2025-01-31}). Folders below it follow if their names
     * have a number ({@code 12-00-00}). If no folder qualifies, the nearest one is returned.
     */
    static List<String> identifyingFolders(List<String> folders) {
        List<String> place = new ArrayList<>();
        for (int i = folders.size() - 1; i >= 0; i--) {
            String folder = folders.get(i);
            boolean says = toWords(folder).stream()
                            .anyMatch(word ->
                                    !isNumber(word) && !GENERAL.contains(word) && !GENERAL_FOLDERS.contains(word))
                    || DATE.matcher(folder).find();
            if (says || toWords(folder).stream().anyMatch(DistinctiveNames::isNumber)) {
                place.add(0, folder);
            }
            if (says) {
                return place;
            }
        }
        return place.isEmpty() && !folders.isEmpty() ? List.of(folders.get(folders.size() - 1)) : place;
    }

    private static List<String> toWords(String name) {
        return BETWEEN_WORDS
                .splitAsStream(name)
                .map(word -> word.toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static boolean isNumber(String word) {
        return NUMBER.matcher(word).matches();
    }
}
