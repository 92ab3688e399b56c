package dev.flsys.weights;

import java.util.Map;
import java.util.Optional;

/** The types of the elements of a tensor. The names in files are those of torch, NumPy and safetensors. */
public enum ElementType {
    FLOAT64(8),
    FLOAT32(4),
    FLOAT16(2),
    /** The upper half of a FLOAT32. */
    BFLOAT16(2),
    FLOAT8_E4M3FN(1),
    FLOAT8_E5M2(1),
    INT64(8),
    INT32(4),
    INT16(2),
    INT8(1),
    UINT64(8),
    UINT32(4),
    UINT16(2),
    UINT8(1),
    BOOL(1),
    /** Two FLOAT32: the real part, then the imaginary one. */
    COMPLEX64(8),
    /** Two FLOAT64: the real part, then the imaginary one. */
    COMPLEX128(16);

    /** Classes of storages in torch, without their module (torch/storage.py). */
    private static final Map<String, ElementType> STORAGES = Map.ofEntries(
            Map.entry("DoubleStorage", FLOAT64),
            Map.entry("FloatStorage", FLOAT32),
            Map.entry("HalfStorage", FLOAT16),
            Map.entry("BFloat16Storage", BFLOAT16),
            Map.entry("LongStorage", INT64),
            Map.entry("IntStorage", INT32),
            Map.entry("ShortStorage", INT16),
            Map.entry("CharStorage", INT8),
            Map.entry("ByteStorage", UINT8),
            Map.entry("BoolStorage", BOOL),
            Map.entry("ComplexFloatStorage", COMPLEX64),
            Map.entry("ComplexDoubleStorage", COMPLEX128),
            Map.entry("UntypedStorage", UINT8),
            Map.entry("_UntypedStorage", UINT8));

    private static final Map<String, ElementType> DTYPES = Map.ofEntries(
            Map.entry("float64", FLOAT64),
            Map.entry("double", FLOAT64),
            Map.entry("float32", FLOAT32),
            Map.entry("float", FLOAT32),
            Map.entry("float16", FLOAT16),
            Map.entry("half", FLOAT16),
            Map.entry("bfloat16", BFLOAT16),
            Map.entry("float8_e4m3fn", FLOAT8_E4M3FN),
            Map.entry("float8_e5m2", FLOAT8_E5M2),
            Map.entry("int64", INT64),
            Map.entry("long", INT64),
            Map.entry("int32", INT32),
            Map.entry("int", INT32),
            Map.entry("int16", INT16),
            Map.entry("short", INT16),
            Map.entry("int8", INT8),
            Map.entry("uint64", UINT64),
            Map.entry("uint32", UINT32),
            Map.entry("uint16", UINT16),
            Map.entry("uint8", UINT8),
            Map.entry("bool", BOOL),
            Map.entry("complex64", COMPLEX64),
            Map.entry("cfloat", COMPLEX64),
            Map.entry("complex128", COMPLEX128),
            Map.entry("cdouble", COMPLEX128));

    /** Type characters of NumPy with their sizes (numpy/lib/format.py). */
    private static final Map<String, ElementType> NUMPY = Map.ofEntries(
            Map.entry("f8", FLOAT64),
            Map.entry("f4", FLOAT32),
            Map.entry("f2", FLOAT16),
            Map.entry("i8", INT64),
            Map.entry("i4", INT32),
            Map.entry("i2", INT16),
            Map.entry("i1", INT8),
            Map.entry("u8", UINT64),
            Map.entry("u4", UINT32),
            Map.entry("u2", UINT16),
            Map.entry("u1", UINT8),
            Map.entry("b1", BOOL),
            Map.entry("c8", COMPLEX64),
            Map.entry("c16", COMPLEX128));

    private static final Map<String, ElementType> SAFETENSORS = Map.ofEntries(
            Map.entry("F64", FLOAT64),
            Map.entry("F32", FLOAT32),
            Map.entry("F16", FLOAT16),
            Map.entry("BF16", BFLOAT16),
            Map.entry("F8_E4M3", FLOAT8_E4M3FN),
            Map.entry("F8_E5M2", FLOAT8_E5M2),
            Map.entry("I64", INT64),
            Map.entry("I32", INT32),
            Map.entry("I16", INT16),
            Map.entry("I8", INT8),
            Map.entry("U64", UINT64),
            Map.entry("U32", UINT32),
            Map.entry("U16", UINT16),
            Map.entry("U8", UINT8),
            Map.entry("BOOL", BOOL),
            Map.entry("C64", COMPLEX64));

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of an element. */
    public int bytes() {
        return bytes;
    }

    /** Bytes of a number that is stored in the order of the machine: half of an element for complex numbers. */
    int orderedBytes() {
        return isComplex() ? bytes / 2 : bytes;
    }

    public boolean isFloating() {
        return ordinal() <= FLOAT8_E5M2.ordinal();
    }

    public boolean isComplex() {
        return this == COMPLEX64 || this == COMPLEX128;
    }

    static Optional<ElementType> ofStorage(String name) {
        return Optional.ofNullable(STORAGES.get(name));
    }

    static Optional<ElementType> ofTorch(String name) {
        return Optional.ofNullable(DTYPES.get(name));
    }

    static Optional<ElementType> ofNumpy(String code) {
        return Optional.ofNullable(NUMPY.get(code));
    }

    static Optional<ElementType> ofSafetensors(String name) {
        return Optional.ofNullable(SAFETENSORS.get(name));
    }
}
