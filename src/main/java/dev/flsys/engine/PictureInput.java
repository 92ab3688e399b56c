package dev.flsys.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The pictures that a classifier may take.
 *
 * @param side the side of the square, pixels
 * @param channels 3 for RGB, 1 for grey; the preferred number first. A network that takes both gets that one
 * @param labels the number of class labels, which distinguishes the answers of a network from its other outputs
 */
public record PictureInput(int side, List<Integer> channels, int labels) {

    private static final String ROWS =
            ". To predict rows of numbers with it, deploy it: DEPLOY_MODEL_PATH in .env, or /update_model";

    public PictureInput {
        channels = List.copyOf(channels);
        if (channels.isEmpty()) {
            throw new IllegalArgumentException("A picture has channels");
        }
    }

    /** The shapes that a network which declares none may take, the most likely one first. */
    List<ItemLayout> layouts() {
        List<ItemLayout> layouts = new ArrayList<>();
        channels.forEach(count -> layouts.add(ItemLayout.unchanged(item(count))));
        channels.forEach(count -> layouts.add(ItemLayout.flat(item(count))));
        if (channels.contains(1)) {
            layouts.add(ItemLayout.withoutChannel(item(1)));
        }
        return layouts;
    }

    /**
     * The layouts that an ONNX file with these sizes takes: the layouts of {@link #layouts}, the layouts with the
     * channels last, and both kinds for one picture without a batch. {@code [3, side, side]} is first tried as one
     * picture.
     */
    List<ItemLayout> layouts(long[] declared) {
        if (declared.length == 0) {
            return layouts();
        }
        List<ItemLayout> batches = new ArrayList<>(layouts());
        channels.forEach(count -> batches.add(ItemLayout.channelsLast(item(count))));
        return Stream.concat(batches.stream().map(ItemLayout::withoutBatch), batches.stream())
                .filter(layout -> layout.fits(declared))
                .toList();
    }

    private long[] item(int count) {
        return new long[] {count, side, side};
    }

    /** The reason why a network that takes batches of the shape {@code declared} takes none of these pictures. */
    String describeMismatch(long[] declared) {
        String takes = "takes inputs of the shape " + ItemLayout.describeShape(declared);
        if (declared.length == 4) {
            boolean last = declared[1] != 1 && declared[1] != 3 && (declared[3] == 1 || declared[3] == 3);
            long height = declared[last ? 1 : 2];
            long width = declared[last ? 2 : 3];
            long count = declared[last ? 3 : 1];
            if (count > 0 && !channels.contains((int) count)) {
                return takes + ", which has " + count + " channels; a picture has "
                        + channels.stream().sorted().map(String::valueOf).collect(Collectors.joining(" or "));
            }
            return takes
                    + (height == width || height < 0 || width < 0
                            ? describeOtherSize(Math.max(height, width))
                            : "; only squares are supported, such as [n, 3, " + side + ", " + side + "]");
        }
        if (declared.length == 3 && declared[1] == declared[2] && declared[1] != side) {
            return takes + describeOtherSize(declared[1]);
        }
        if (declared.length == 2) {
            for (int count : channels) {
                long other = Math.round(Math.sqrt(declared[1] / (double) count));
                if (other * other * count == declared[1]) {
                    return takes + describeOtherSize(other);
                }
            }
        }
        String expected =
                "; " + ItemLayout.describeShape(WarmUp.batchShape(-1, item(channels.get(0)))) + " is expected";
        if (declared.length == 3 && declared[0] < 0) {
            return takes + expected
                    + ". To predict rows of numbers with it, export a module whose forward(rows) returns"
                    + " model(rows.reshape(-1, " + size(declared[1]) + ", " + size(declared[2])
                    + ")), and deploy it: DEPLOY_MODEL_PATH in .env, or /update_model";
        }
        return takes + expected + (declared.length == 2 ? ROWS : "");
    }

    private static String size(long declared) {
        return declared < 0 ? "LENGTH" : String.valueOf(declared);
    }

    private String describeOtherSize(long size) {
        return ", but the image size is " + side + "; write image_size = " + size
                + " for this model in flsys.toml, or IMG_SIZE=" + size + " in .env";
    }
}
