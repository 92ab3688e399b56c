package dev.flsys.inference;

/**
 * A picture to be classified: {@link PredictRequest}, or {@link DecodedRequest} if it was read without a JSON parser.
 */
public sealed interface PictureRequest permits PredictRequest, DecodedRequest {

    /**
     * The id of the model.
     *
     * @throws NullPointerException if the request is not valid
     */
    String model();

    /**
     * The bytes of the picture's file.
     *
     * @throws dev.flsys.picture.ImageUnreadable if the field is not a data URL with Base64, or not valid Base64
     * @throws NullPointerException if the request is not valid
     */
    byte[] file();
}
