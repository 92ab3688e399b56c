package dev.flsys.model.export;

import dev.flsys.engine.AnswerCheck;
import dev.flsys.engine.EngineModel;
import dev.flsys.engine.ForwardFailed;
import java.util.Optional;

/**
 * The check of weights in a form of their architecture. The form itself was compared with TorchScript when it was
 * exported, and its operators are the same for all weights. The only remaining check depends on the values: whether the
 * answers are finite numbers. The exporter checks this on the same two pictures. Thread-safe.
 *
 * @param channels C, 1 or 3
 * @param imageSize S, pixels
 * @param outputs the expected number of outputs
 */
record FiniteAnswers(int channels, int imageSize, int outputs) implements AnswerCheck {

    @Override
    public Optional<String> findDifference(EngineModel model) {
        try {
            for (int number = 0; number < 2; number++) {
                float[][] answers = model.forward(
                        ExportProbe.picture(number, channels, imageSize), 1, channels, imageSize, imageSize);
                for (float value : answers[0]) {
                    if (!Float.isFinite(value)) {
                        return Optional.of("gives answers that are not finite numbers");
                    }
                }
                if (answers[0].length != outputs) {
                    return Optional.of("gives another number of answers than its architecture");
                }
            }
            return Optional.empty();
        } catch (ForwardFailed failed) {
            return Optional.of("fails: " + failed.detail());
        }
    }
}
