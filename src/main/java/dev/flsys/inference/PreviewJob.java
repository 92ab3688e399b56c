package dev.flsys.inference;

import java.util.function.BooleanSupplier;

/** A picture that waits to be shown as models see it. The answer is a PNG file. */
final class PreviewJob extends Job<byte[]> {

    private final String imageData;

    /** @param imageData the picture as a data URL or Base64 */
    PreviewJob(String imageData, BooleanSupplier gone) {
        super(gone);
        this.imageData = imageData;
    }

    String imageData() {
        return imageData;
    }
}
