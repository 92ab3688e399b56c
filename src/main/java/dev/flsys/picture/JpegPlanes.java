package dev.flsys.picture;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JPEG decoder in Java that leaves colours as they are stored, for the pictures with four components, which Leptonica
 * hands out converted. Samples are those of libjpeg-turbo. Used once, by one thread.
 */
// ImageIO's reader would do, but on damaged files it can leave the garbage collector locked for ever: every thread that
// allocates then waits in GCLocker::stall_until_clear (seen with JDK 17.0.15).
final class JpegPlanes {

    private static final int DHT = 0xc4;
    private static final int DQT = 0xdb;
    private static final int DRI = 0xdd;

    private final FileBytes file;
    private final @Nullable JpegHuffman[] dc = new @Nullable JpegHuffman[4];
    private final @Nullable JpegHuffman[] ac = new @Nullable JpegHuffman[4];
    private final int[][] quantization = new int[4][0];
    private @Nullable JpegFrame frame;
    private JpegComponent[] components = {};
    private int restartInterval;

    private JpegPlanes(FileBytes file) {
        this.file = file;
    }

    /**
     * The samples of a complete file whose {@link JpegScans} were checked.
     *
     * @return {@code byte[height * width * components]}, pixel by pixel
     */
    static byte[] decode(FileBytes file) {
        return new JpegPlanes(file).decode();
    }

    private byte[] decode() {
        JpegSegments segments = new JpegSegments(file);
        while (segments.next()) {
            int parameters = segments.start() + 4;
            switch (segments.marker()) {
                case DQT -> readQuantization(parameters, segments.end());
                case DHT -> readHuffman(parameters, segments.end());
                case DRI -> restartInterval = file.u16be(parameters);
                case JpegSegments.SOS -> scan(parameters, segments.end());
                default -> {
                    if (segments.isFrame()) {
                        readFrame(segments.start());
                    }
                }
            }
        }
        return samples();
    }

    private void readFrame(int at) {
        if (frame != null) {
            throw ImageUnreadable.corrupt(ImageFormat.JPEG, null);
        }
        frame = JpegFrame.of(file, at);
        frame.requireHuffman(file);
        components = frame.components(file);
    }

    private void readQuantization(int from, int end) {
        for (int at = from; at < end; ) {
            int spec = file.u8(at++);
            int[] zigzag = new int[64];
            for (int k = 0; k < 64; k++) {
                zigzag[k] = spec >> 4 == 0 ? file.u8(at) : file.u16be(at);
                at += spec >> 4 == 0 ? 1 : 2;
            }
            quantization[spec & 3] = JpegScan.natural(zigzag);
        }
    }

    private void readHuffman(int from, int end) {
        for (int at = from; at < end; ) {
            int spec = file.u8(at++);
            JpegHuffman table = new JpegHuffman(file, at);
            (spec >> 4 == 0 ? dc : ac)[spec & 3] = table;
            at += table.size();
        }
    }

    private void scan(int header, int data) {
        if (frame == null) {
            throw ImageUnreadable.corrupt(ImageFormat.JPEG, null);
        }
        int count = file.u8(header);
        List<JpegComponent> scanned = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int id = file.u8(header + 1 + 2 * i);
            int tables = file.u8(header + 2 + 2 * i);
            for (JpegComponent component : components) {
                if (component.id == id && !scanned.contains(component)) {
                    component.begin(dc[tables >> 4 & 3], ac[tables & 3], quantization);
                    scanned.add(component);
                    break;
                }
            }
        }
        if (scanned.isEmpty() || scanned.size() != count) {
            throw ImageUnreadable.corrupt(ImageFormat.JPEG, null);
        }
        int band = header + 1 + 2 * count;
        int approximation = frame.progressive() ? file.u8(band + 2) : 0;
        int first = frame.progressive() ? file.u8(band) : 0;
        int last = frame.progressive() ? file.u8(band + 1) : 63;
        new JpegScan(new JpegBits(file.bytes(), data), scanned, first, last, approximation >> 4, approximation & 15)
                .decode(frame, restartInterval);
    }

    private byte[] samples() {
        JpegFrame found = frame;
        if (found == null) {
            throw ImageUnreadable.corrupt(ImageFormat.JPEG, null);
        }
        int bands = components.length;
        byte[] samples = new byte[Math.multiplyExact(Math.multiplyExact(found.width(), found.height()), bands)];
        for (int band = 0; band < bands; band++) {
            components[band].finish();
            JpegUpsampling.spread(components[band], found, samples, band, bands);
        }
        return samples;
    }
}
