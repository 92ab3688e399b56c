package dev.flsys.faults;

import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.Unchecked;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import javax.imageio.ImageIO;

/** Requests to the models of a service. The ids and paths are ASCII. */
final class ModelRequests {

    private static final String PICTURE = picture();

    private ModelRequests() {}

    /** A prediction of a grey picture of 16 x 16 pixels. */
    static byte[] predict(String model) {
        return RawConnection.post(
                "/api/predict/", "{\"model_id\":\"" + model + "\",\"image_data\":\"" + PICTURE + "\"}");
    }

    /** The deployment of the file {@code path} of the project. */
    static byte[] deploy(String path) {
        return RawConnection.post("/update_model", "{\"model_path\":\"" + path + "\"}");
    }

    private static String picture() {
        return Unchecked.io(() -> {
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            ImageIO.write(new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB), "png", png);
            return Base64.getEncoder().encodeToString(png.toByteArray());
        });
    }
}
