package dev.flsys.faults;

import dev.flsys.testsupport.Png;
import dev.flsys.testsupport.RawConnection;

/** Requests to the models of a service. The ids and paths are ASCII. */
final class ModelRequests {

    private static final String PICTURE = Png.black(16);

    private ModelRequests() {}

    /** A prediction of a black picture of 16 x 16 pixels. */
    static byte[] predict(String model) {
        return RawConnection.post(
                "/api/predict/", "{\"model_id\":\"" + model + "\",\"image_data\":\"" + PICTURE + "\"}");
    }

    /** The deployment of the file {@code path} of the project. */
    static byte[] deploy(String path) {
        return RawConnection.post("/update_model", "{\"model_path\":\"" + path + "\"}");
    }
}
