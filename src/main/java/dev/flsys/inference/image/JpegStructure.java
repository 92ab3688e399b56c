package dev.flsys.inference.image;

/**
 * What the segments of a JPEG file tell without decoding it (ITU-T T.81, annex B).
 *
 * @param width pixels
 * @param height rows; 0 where the file defers it to a DNL segment, which no reader supports
 * @param components 1 grey, 3 colour, 4 CMYK or YCCK
 * @param adobeTransform of Adobe's APP14 segment: 0, 1, {@link #YCCK}, or -1 without one
 * @param complete whether the end marker was reached: a file without one is truncated, for Pillow too
 */
record JpegStructure(int width, int height, int components, int adobeTransform, boolean complete) {

    static final int YCCK = 2;

    static JpegStructure of(FileBytes file) {
        JpegSegments segments = new JpegSegments(file);
        int frame = -1;
        int adobe = -1;
        boolean scanned = false;
        while (segments.next()) {
            if (segments.isFrame() && frame < 0) {
                frame = segments.start();
            } else if (segments.isAdobe() && !scanned) {
                adobe = file.u8(segments.start() + 15);
            } else if (segments.marker() == JpegSegments.SOS) {
                scanned = true;
            }
        }
        boolean complete = segments.marker() == JpegSegments.EOI;
        if (frame < 0 || !scanned) {
            throw complete
                    ? ImageUnreadable.corrupt(ImageFormat.JPEG, null)
                    : ImageUnreadable.truncated(ImageFormat.JPEG);
        }
        return new JpegStructure(file.u16be(frame + 7), file.u16be(frame + 5), file.u8(frame + 9), adobe, complete);
    }
}
