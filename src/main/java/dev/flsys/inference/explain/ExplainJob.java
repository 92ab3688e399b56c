package dev.flsys.inference.explain;

import dev.flsys.inference.Pictures;
import dev.flsys.inference.PreprocessedPicture;
import dev.flsys.inference.pool.InferenceClient;
import dev.flsys.inference.pool.InferenceProblem;
import dev.flsys.inference.pool.LeasedJob;
import dev.flsys.inference.pool.Worker;
import dev.flsys.model.serving.ModelLease;
import dev.flsys.picture.ImageData;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A picture whose prediction is explained. It takes several turns at the workers, one at a time. */
final class ExplainJob extends LeasedJob<Explanation> {

    private String imageData;
    private final ExplainQuery query;
    /** The map, since the first turn. */
    private @Nullable Occlusion occlusion;

    private long firstTurnNanos;

    /**
     * @param lease the lease of the model; this job closes it
     * @param imageData the picture as a data URL or Base64
     */
    ExplainJob(ModelLease lease, String imageData, ExplainQuery query, InferenceClient client) {
        super(lease, client);
        this.imageData = imageData;
        this.query = query;
    }

    /**
     * Takes a turn, on a worker. The turn computes the answer or a part of the map.
     *
     * @param limit longest time from the first turn to the end
     */
    void turn(Pictures pictures, Duration limit) {
        Occlusion map = occlusion;
        if (map == null) {
            firstTurnNanos = System.nanoTime();
            if (!Worker.beginDecoding(this)) {
                return;
            }
            // The text is not needed any more, and may have 24 MiB.
            byte[] file = ImageData.parse(imageData);
            imageData = "";
            PreprocessedPicture picture = pictures.preprocess(file, lease().version());
            if (query.method() == ExplainQuery.Method.GRADCAM) {
                if (Worker.beginStep()) {
                    answer().complete(GradCam.of(picture, lease().version(), query));
                }
                return;
            }
            map = new Occlusion(picture, lease().version(), query);
            occlusion = map;
            if (!Worker.beginStep()) {
                return;
            }
        } else if (System.nanoTime() - firstTurnNanos > limit.toNanos()) {
            throw InferenceProblem.longExplanation(limit);
        }
        map.advance(this::isAbandoned);
        if (map.isDone()) {
            answer().complete(map.result());
        }
    }
}
