package dev.flsys.openinference;

import java.util.Arrays;
import java.util.Optional;

/** The datatypes of the protocol, with the names of its JSON. */
enum DataType {
    BOOL(1),
    UINT8(1),
    UINT16(2),
    UINT32(4),
    UINT64(8),
    INT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    FP16(2),
    FP32(4),
    FP64(8),
    BF16(2),
    /** Elements of any length: four bytes with the length, little-endian, and the bytes. */
    BYTES(0);

    /** Bytes of the length before an element of {@link #BYTES}. */
    static final int LENGTH = 4;

    private final int size;

    DataType(int size) {
        this.size = size;
    }

    /** Bytes of an element; 0 for {@link #BYTES}. */
    int size() {
        return size;
    }

    /** The fewest bytes of an element. */
    int least() {
        return this == BYTES ? LENGTH : size;
    }

    /** Whether JSON has no form for its elements. */
    boolean isBinaryOnly() {
        return this == FP16 || this == BF16;
    }

    /** The name in a model configuration of Triton. */
    String configName() {
        return "TYPE_" + (this == BYTES ? "STRING" : name());
    }

    static Optional<DataType> of(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }
}
