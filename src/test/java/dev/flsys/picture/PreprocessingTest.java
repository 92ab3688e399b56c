package dev.flsys.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PreprocessingTest {

    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] STD = {0.229f, 0.224f, 0.225f};

    /**
     * The result of torchvision 0.14 for the same picture: {@code Compose([Resize((32, 32)), ToTensor(),
     * Normalize(MEAN, STD)])}, hashed as big-endian floats.
     */
    @Test
    void a_tensor_is_that_of_torchvision_to_the_last_bit() {
        float[] tensor = new Preprocessing(32, MEAN, STD).tensor(FormulaPicture.IMAGE, ResizeRule.NEWEST);

        assertThat(tensor).hasSize(3 * 32 * 32).startsWith(-1.9637812f, -1.7411594f, -1.4671633f);
        assertThat(tensor).endsWith(-0.23581691f, 0.74021804f, -0.11381256f);
        ByteBuffer bytes = ByteBuffer.allocate(tensor.length * Float.BYTES);
        bytes.asFloatBuffer().put(tensor);
        assertThat(Digests.sha256(bytes.array()))
                .isEqualTo("5cfae912db87f59f1644ffac5d6b82d194ea30dc0cbf167601b42a643cf035c1");
    }

    @Test
    void channels_follow_one_another() {
        RgbImage pixel = new RgbImage(1, 1, new byte[] {0, (byte) 255, 51});

        assertThat(new Preprocessing(1, new float[3], new float[] {1, 1, 1}).tensor(pixel, ResizeRule.NEWEST))
                .containsExactly(0f, 1f, 51 / 255f);
    }

    @Test
    void invalid_settings_are_refused() {
        float[] zero = {1, 0, 1};
        float[] two = {1, 1};
        assertThatIllegalArgumentException().isThrownBy(() -> new Preprocessing(0, MEAN, STD));
        assertThatIllegalArgumentException().isThrownBy(() -> new Preprocessing(4097, MEAN, STD));
        assertThatIllegalArgumentException().isThrownBy(() -> new Preprocessing(32, MEAN, zero));
        assertThatIllegalArgumentException().isThrownBy(() -> new Preprocessing(32, two, STD));
    }
}
