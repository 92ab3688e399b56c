package dev.flsys.inference.image;

/**
 * The frame header of a JPEG file in Huffman coding with 8 bits (T.81, B.2.2).
 *
 * @param at where its marker is in the file
 * @param maxAcross most blocks of a component in a unit, along a row
 * @param maxDown most blocks of a component in a unit, along a column
 * @param progressive whether coefficients come in several scans
 */
record JpegFrame(int at, int width, int height, int maxAcross, int maxDown, boolean progressive) {

    static JpegFrame of(FileBytes file, int at) {
        int marker = file.u8(at + 1L);
        if (marker > 0xc2 || file.u8(at + 4L) != 8) {
            throw ImageUnreadable.unsupported(ImageFormat.JPEG, "four components in this coding");
        }
        int maxAcross = 1;
        int maxDown = 1;
        for (int i = 0; i < file.u8(at + 9L); i++) {
            int sampling = file.u8(at + 11L + 3L * i);
            maxAcross = Math.max(maxAcross, factor(sampling >> 4));
            maxDown = Math.max(maxDown, factor(sampling & 15));
        }
        return new JpegFrame(at, file.u16be(at + 7L), file.u16be(at + 5L), maxAcross, maxDown, marker == 0xc2);
    }

    JpegComponent[] components(FileBytes file) {
        JpegComponent[] components = new JpegComponent[file.u8(at + 9L)];
        for (int i = 0; i < components.length; i++) {
            long entry = at + 10L + 3L * i;
            int sampling = file.u8(entry + 1);
            components[i] =
                    new JpegComponent(file.u8(entry), sampling >> 4, sampling & 15, file.u8(entry + 2) & 3, this);
        }
        return components;
    }

    int unitsAcross() {
        return JpegComponent.ceil(width, 8 * maxAcross);
    }

    int unitsDown() {
        return JpegComponent.ceil(height, 8 * maxDown);
    }

    private static int factor(int sampling) {
        if (sampling < 1 || sampling > 4) {
            throw ImageUnreadable.corrupt(ImageFormat.JPEG, null);
        }
        return sampling;
    }
}
