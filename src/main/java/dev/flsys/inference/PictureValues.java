package dev.flsys.inference;

import dev.flsys.engine.BatchValues;
import dev.flsys.picture.RgbImage;
import dev.flsys.picture.resize.Preprocessing;
import java.nio.ByteBuffer;

/**
 * The values of a picture for a network. They are normalised directly into the memory of the engine. An array of
 * 3x224x224 values would be a humongous object of G1, which starts a collection early.
 *
 * @param resized the result of {@link Preprocessing#resized}
 */
public record PictureValues(Preprocessing preprocessing, RgbImage resized) implements BatchValues {

    @Override
    public int count() {
        return preprocessing.count();
    }

    @Override
    public void writeTo(ByteBuffer target) {
        preprocessing.normalise(resized, target.asFloatBuffer());
        target.position(target.position() + count() * Float.BYTES);
    }

    @Override
    public BatchValues slice(int from, int to) {
        return from == 0 && to == count() ? this : BatchValues.of(array()).slice(from, to);
    }
}
