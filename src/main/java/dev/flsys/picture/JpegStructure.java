package dev.flsys.picture;

/**
 * What the segments of a JPEG file tell without decoding it (ITU-T T.81, annex B).
 *
 * @param width pixels
 * @param height rows; 0 where the file defers it to a DNL segment, which no reader supports
 * @param components 1 grey, 3 colour, 4 CMYK or YCCK
 * @param adobeTransform of Adobe's APP14 segment: 0, 1, {@link #YCCK}, or -1 without one
 * @param frame the frame header
 * @param scans the scans, not yet checked
 * @param complete whether the end marker was reached: a file without one is truncated, for Pillow too
 */
record JpegStructure(
        int width, int height, int components, int adobeTransform, JpegFrame frame, JpegScans scans, boolean complete) {

    static final int YCCK = 2;

    static JpegStructure of(FileBytes file) {
        JpegSegments segments = new JpegSegments(file);
        JpegFrame frame = null;
        JpegScans scans = new JpegScans();
        int adobe = -1;
        boolean scanned = false;
        while (segments.next()) {
            if (segments.isFrame() && frame == null) {
                frame = JpegFrame.of(file, segments.start());
            } else if (segments.isAdobe() && !scanned) {
                adobe = file.u8(segments.start() + 15);
            } else if (segments.marker() == JpegSegments.SOS) {
                scanned = true;
                if (frame != null) {
                    scans.add(file, frame, segments.start());
                }
            }
        }
        boolean complete = segments.marker() == JpegSegments.EOI;
        if (frame == null || !scanned) {
            throw complete
                    ? ImageUnreadable.corrupt(ImageFormat.JPEG, null)
                    : ImageUnreadable.truncated(ImageFormat.JPEG);
        }
        return new JpegStructure(
                frame.width(), frame.height(), file.u8(frame.at() + 9L), adobe, frame, scans, complete);
    }
}
