package dev.flsys.inference.explain;

import dev.flsys.engine.FeatureGradients;
import dev.flsys.inference.Prediction;
import dev.flsys.inference.PreprocessedPicture;
import dev.flsys.inference.Probabilities;
import dev.flsys.inference.pool.Batch;
import dev.flsys.inference.pool.InferenceProblem;
import dev.flsys.inference.pool.ModelCall;
import dev.flsys.model.serving.ModelVersion;
import dev.flsys.picture.resize.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** The Grad-CAM of one picture: two calls of the model. {@link FeatureGradients#gradCam} has the formula. */
final class GradCam {

    private GradCam() {}

    /** The methods that a model allows. */
    static List<String> allowedMethods(ModelVersion version) {
        String occlusion = ExplainQuery.Method.OCCLUSION.written();
        return version.model().whyNoGradients().isEmpty()
                ? List.of(occlusion, ExplainQuery.Method.GRADCAM.written())
                : List.of(occlusion);
    }

    /**
     * The map of a picture.
     *
     * @param version the caller holds a lease of it
     * @throws InferenceProblem if the network has no gradients, or the class is not a label of the model
     */
    static GradCamMap of(PreprocessedPicture picture, ModelVersion version, ExplainQuery query) {
        version.model().whyNoGradients().ifPresent(reason -> {
            throw InferenceProblem.noGradCam(reason);
        });
        float[] output = new Batch(version).computeOutputs(picture.values(), 1)[0];
        List<Prediction> predictions = Probabilities.of(output, version);
        String predicted = predictions.get(0).label();
        String explained = query.label().orElse(predicted);
        double probability = Occlusion.probabilityOf(predictions, explained);
        float[] seed = Probabilities.scoreOf(explained, output.length, version);
        FeatureGradients found =
                ModelCall.of(version, model -> model.gradients(picture.values().array(), seed));
        Preprocessing preprocessing = picture.values().preprocessing();
        return new GradCamMap(
                query.method().written(),
                allowedMethods(version),
                predicted,
                explained,
                probability,
                toRows(found),
                preprocessing.size(),
                picture.width(),
                picture.height(),
                preprocessing.region(picture.width(), picture.height()));
    }

    private static List<List<Double>> toRows(FeatureGradients found) {
        double[] map = found.gradCam();
        if (!DoubleStream.of(map).allMatch(Double::isFinite)) {
            throw InferenceProblem.failed("The gradients of the model are not finite.");
        }
        List<List<Double>> rows = new ArrayList<>();
        for (int row = 0; row < found.height(); row++) {
            rows.add(DoubleStream.of(map)
                    .skip((long) row * found.width())
                    .limit(found.width())
                    .boxed()
                    .toList());
        }
        return rows;
    }
}
