package dev.flsys.engine.torchscript;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Set;

/**
 * Checks the types that a pickle of a TorchScript archive names. Reads the instructions of protocol 2 that libtorch's
 * own unpickler knows (torch/csrc/jit/serialization/unpickler.cpp), and refuses all others.
 */
final class PickleCheck {

    private static final int PROTOCOL = 0x80;
    private static final int STOP = '.';
    private static final int GLOBAL = 'c';
    private static final int LONG_TEXT = 'X';
    private static final int SHORT_TEXT = 'U';
    private static final int TEXT = 'T';
    private static final int LONG = 0x8a;
    private static final int MAX_NAME = 4_096;

    /** Instructions with data of a fixed length, in bytes. */
    private static final Map<Integer, Integer> FIXED = Map.of(
            (int) 'q', 1, (int) 'r', 4, (int) 'K', 1, (int) 'M', 2, (int) 'J', 4, (int) 'G', 8, (int) 'h', 1, (int) 'j',
            4, PROTOCOL, 1);

    /**
     * Instructions without data, including the instructions for tuples (0x85 to 0x87), true, false and a new object.
     */
    private static final String BARE = "])(N}aeldusbRQt\u0081\u0085\u0086\u0087\u0088\u0089";

    /** Modules whose members unpickle to values. */
    private static final Set<String> VALUES = Set.of(
            "torch", "torch._utils", "torch._tensor", "torch.jit._pickle", "collections", "builtins", "__main__");

    private static final String TYPES = "__torch__";

    private final ByteBuffer pickle;
    private final Operators operators;

    private PickleCheck(byte[] pickle, Operators operators) {
        this.pickle = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
        this.operators = operators;
    }

    /**
     * @throws TorchScriptRefused if {@code pickle} names a type that is not allowed, or is not one of libtorch's
     *     pickles
     */
    static void require(byte[] pickle, Operators operators) throws TorchScriptRefused {
        try {
            new PickleCheck(pickle, operators).walk();
        } catch (BufferUnderflowException | IllegalArgumentException cutOff) {
            throw TorchScriptRefused.unusual("one of its pickles is cut off");
        }
    }

    private void walk() throws TorchScriptRefused {
        for (int code = unsignedByte(); code != STOP; code = unsignedByte()) {
            Integer fixed = FIXED.get(code);
            if (fixed != null) {
                skip(fixed);
            } else if (code == GLOBAL) {
                checkGlobal(line(), line());
            } else if (code == LONG_TEXT || code == TEXT) {
                skip(pickle.getInt());
            } else if (code == SHORT_TEXT || code == LONG) {
                skip(unsignedByte());
            } else if (BARE.indexOf(code) < 0) {
                throw TorchScriptRefused.unusual("one of its pickles has the instruction " + code);
            }
        }
    }

    private void checkGlobal(String module, String name) throws TorchScriptRefused {
        if (VALUES.contains(module)) {
            return;
        }
        String full = module + "." + name;
        if (!full.startsWith(TYPES + ".")) {
            throw TorchScriptRefused.unusual(
                    "one of its pickles names the type '" + TorchScriptRefused.shorten(full) + "'");
        }
        CodeCheck.requireClass(full.substring(TYPES.length() + 1), operators);
    }

    private String line() throws TorchScriptRefused {
        StringBuilder line = new StringBuilder();
        for (int next = unsignedByte(); next != '\n'; next = unsignedByte()) {
            line.append((char) next);
            if (line.length() > MAX_NAME) {
                throw TorchScriptRefused.unusual("one of its pickles has a long name");
            }
        }
        return line.toString();
    }

    private int unsignedByte() {
        return Byte.toUnsignedInt(pickle.get());
    }

    private void skip(int bytes) {
        if (bytes < 0 || bytes > pickle.remaining()) {
            throw new BufferUnderflowException();
        }
        pickle.position(pickle.position() + bytes);
    }
}
