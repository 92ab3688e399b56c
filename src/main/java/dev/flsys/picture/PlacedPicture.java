package dev.flsys.picture;

/** A picture with its place in the {@link DecodingMemory}. The place is free again when the picture is closed. */
final class PlacedPicture implements Picture {

    private final Picture picture;
    private final DecodingMemory.Place place;

    PlacedPicture(Picture picture, DecodingMemory.Place place) {
        this.picture = picture;
        this.place = place;
    }

    @Override
    public int width() {
        return picture.width();
    }

    @Override
    public int height() {
        return picture.height();
    }

    @Override
    public void read(int y, int[] row) {
        picture.read(y, row);
    }

    @Override
    public RgbImage rgb() {
        return picture.rgb();
    }

    @Override
    public void close() {
        try (place) {
            picture.close();
        }
    }
}
