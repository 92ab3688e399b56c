package dev.flsys.picture;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes one scan of a JPEG picture (T.81, annexes F and G). Used once, by one thread.
 *
 * <p>Stricter than libjpeg, which fills up missing data with zeros: damaged data is an error.
 */
final class JpegScan {

    private static final int[] NATURAL = {
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14,
        21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60,
        61, 54, 47, 55, 62, 63
    };

    private final JpegBits bits;
    private final List<JpegComponent> components;
    private final int first;
    private final int last;
    private final boolean refining;
    private final int shift;
    private final short[] block = new short[64];
    private int endOfBandRun;

    /**
     * @param first and {@code last}: the coefficients in this scan, in zigzag order
     * @param high bits of the coefficients that earlier scans have brought, 0 in the first
     * @param low bits that later scans will bring
     */
    JpegScan(JpegBits bits, List<JpegComponent> components, int first, int last, int high, int low) {
        this.bits = bits;
        this.components = components;
        this.first = first;
        this.last = last;
        this.refining = high != 0;
        this.shift = low;
        boolean band = first > 0;
        if (first > last || last > 63 || low > 13 || (band && components.size() > 1)) {
            throw ImageUnreadable.corrupt(ImageFormat.JPEG, null);
        }
    }

    /** @param restartInterval units between restart markers, 0 for none */
    void decode(JpegFrame frame, int restartInterval) {
        boolean interleaved = components.size() > 1;
        JpegComponent only = components.get(0);
        int across = interleaved ? frame.unitsAcross() : JpegComponent.ceil(only.width, 8);
        int down = interleaved ? frame.unitsDown() : JpegComponent.ceil(only.height, 8);
        int count = 0;
        for (int y = 0; y < down; y++) {
            for (int x = 0; x < across; x++) {
                if (restartInterval > 0 && count > 0 && count % restartInterval == 0) {
                    restart();
                }
                count++;
                if (interleaved) {
                    unit(x, y);
                } else {
                    block(only, x, y);
                }
            }
        }
    }

    private void unit(int x, int y) {
        for (JpegComponent component : components) {
            for (int v = 0; v < component.down; v++) {
                for (int h = 0; h < component.across; h++) {
                    block(component, x * component.across + h, y * component.down + v);
                }
            }
        }
    }

    private void restart() {
        bits.restart();
        endOfBandRun = 0;
        for (JpegComponent component : components) {
            component.predictor = 0;
        }
    }

    private void block(JpegComponent component, int x, int y) {
        short[] stored = component.coefficients;
        if (stored != null) {
            progressive(component, stored, (y * component.blocksAcross + x) * 64);
            return;
        }
        Arrays.fill(block, (short) 0);
        firstDc(component, block, 0);
        JpegHuffman ac = present(component.ac);
        for (int k = 1; k < 64; k++) {
            int symbol = ac.decode(bits);
            int size = symbol & 15;
            if (size == 0 && symbol != 0xf0) {
                break;
            }
            k += symbol >> 4;
            if (size > 0) {
                block[natural(k)] = (short) bits.readSigned(size);
            }
        }
        JpegTransform.inverse(block, 0, component, x, y);
    }

    private void progressive(JpegComponent component, short[] stored, int at) {
        if (first == 0) {
            if (!refining) {
                firstDc(component, stored, at);
            } else if (bits.read(1) != 0) {
                stored[at] |= (short) (1 << shift);
            }
        } else if (!refining) {
            firstBand(present(component.ac), stored, at);
        } else {
            refineBand(present(component.ac), stored, at);
        }
    }

    private void firstDc(JpegComponent component, short[] target, int at) {
        component.predictor += bits.readSigned(present(component.dc).decode(bits) & 15);
        target[at] = (short) (component.predictor << shift);
    }

    private void firstBand(JpegHuffman ac, short[] stored, int at) {
        if (endOfBandRun > 0) {
            endOfBandRun--;
            return;
        }
        for (int k = first; k <= last; k++) {
            int symbol = ac.decode(bits);
            int run = symbol >> 4;
            int size = symbol & 15;
            if (size > 0) {
                k += run;
                stored[at + natural(k)] = (short) (bits.readSigned(size) << shift);
            } else if (run == 15) {
                k += 15;
            } else {
                endOfBandRun = (1 << run) + bits.read(run) - 1;
                return;
            }
        }
    }

    private void refineBand(JpegHuffman ac, short[] stored, int at) {
        int k = first;
        while (k <= last && endOfBandRun == 0) {
            int symbol = ac.decode(bits);
            int zeros = symbol >> 4;
            int value = 0;
            if ((symbol & 15) != 0) {
                value = bits.read(1) != 0 ? 1 << shift : -(1 << shift);
            } else if (zeros < 15) {
                endOfBandRun = (1 << zeros) + bits.read(zeros);
                break;
            }
            for (; k <= last; k++) {
                int index = at + NATURAL[k];
                if (stored[index] != 0) {
                    refine(stored, index);
                } else if (zeros-- == 0) {
                    stored[index] = (short) value;
                    k++;
                    break;
                }
            }
        }
        if (endOfBandRun > 0) {
            for (; k <= last; k++) {
                int index = at + NATURAL[k];
                if (stored[index] != 0) {
                    refine(stored, index);
                }
            }
            endOfBandRun--;
        }
    }

    /** One more bit of a coefficient that is not zero, away from zero. */
    private void refine(short[] stored, int index) {
        if (bits.read(1) != 0 && (Math.abs(stored[index]) & 1 << shift) == 0) {
            stored[index] += (short) (stored[index] > 0 ? 1 << shift : -(1 << shift));
        }
    }

    private static int natural(int zigzag) {
        if (zigzag > 63) {
            throw ImageUnreadable.corrupt(ImageFormat.JPEG, null);
        }
        return NATURAL[zigzag];
    }

    /** The natural place of each of 64 values in zigzag order. */
    static int[] natural(int[] zigzag) {
        int[] ordered = new int[64];
        for (int k = 0; k < 64; k++) {
            ordered[NATURAL[k]] = zigzag[k];
        }
        return ordered;
    }

    private static JpegHuffman present(@Nullable JpegHuffman table) {
        if (table == null) {
            throw ImageUnreadable.corrupt(ImageFormat.JPEG, null);
        }
        return table;
    }
}
