package dev.flsys.engine.torchscript;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Checks TorchScript's source text: every operator that it can reach must be allowed. libtorch resolves the names of a
 * text as follows (torch/csrc/jit/serialization/import_source.cpp and torch/csrc/jit/frontend/sugared_value.cpp):
 *
 * <ul>
 *   <li>{@code torch.name} is the operator {@code aten::name}, {@code ops.space.name} is {@code space::name};
 *   <li>{@code value.name} is an attribute or a method of the value, or else the operator {@code aten::name};
 *   <li>{@code getattr(value, "name")} is {@code value.name};
 *   <li>{@code __torch__.a.b} is a class or function of the archive, or a class of libtorch below
 *       {@code __torch__.torch.classes}.
 * </ul>
 *
 * Code could assign a module such as {@code torch} to another name, so it may appear only before a dot.
 */
final class CodeCheck {

    /** Names without a dot before them that start work without a deadline, or that only Python resolves. */
    private static final Set<String> REFUSED_FORMS = Set.of("fork", "awaitable", "rpc_async", "rpc_sync", "rpc_remote");

    private static final String CLASSES = "torch.classes.";

    private final Operators operators;
    private final List<Token> tokens;
    /** The position of the closing bracket, for the position of each opening bracket; 0 for other tokens. */
    private final int[] ends;

    private CodeCheck(Operators operators, List<Token> tokens) {
        this.operators = operators;
        this.tokens = tokens;
        this.ends = new int[tokens.size() + 1];
        Deque<Integer> open = new ArrayDeque<>();
        for (int at = 0; at < tokens.size(); at++) {
            if (isSign(at, '(') || isSign(at, '[') || isSign(at, '{')) {
                open.push(at);
            } else if (isSign(at, ')') || isSign(at, ']') || isSign(at, '}')) {
                if (!open.isEmpty()) {
                    ends[open.pop()] = at;
                }
            }
        }
    }

    /** @throws TorchScriptRefused if {@code source} can reach an operator that is not allowed, or cannot be decided */
    static void require(String source, Operators operators) throws TorchScriptRefused {
        CodeCheck check = new CodeCheck(operators, Tokens.of(source));
        for (int at = 0; at < check.tokens.size(); at++) {
            if (check.tokens.get(at).kind() == Token.Kind.NAME) {
                check.name(at);
            }
        }
    }

    private void name(int at) throws TorchScriptRefused {
        String name = tokens.get(at).text();
        if (isSign(at - 1, '.')) {
            checkAttribute(name);
            return;
        }
        switch (name) {
            case "torch" -> checkOperator("aten::" + member(at));
            case "ops" -> checkOperator(member(at) + "::" + member(at + 2));
            case "CONSTANTS" -> member(at);
            case "__torch__" -> checkType(at);
            case "getattr" -> checkGetattr(at);
            default -> {
                if (REFUSED_FORMS.contains(name)) {
                    throw TorchScriptRefused.operator(name);
                }
            }
        }
    }

    private void checkAttribute(String name) throws TorchScriptRefused {
        if (operators.isRefusedMethod(name)) {
            throw TorchScriptRefused.operator("aten::" + name);
        }
    }

    private void checkOperator(String name) throws TorchScriptRefused {
        if (!operators.isAllowed(name)) {
            throw TorchScriptRefused.operator(name);
        }
    }

    /** The name after the dot after {@code at}. */
    private String member(int at) throws TorchScriptRefused {
        if (!isSign(at + 1, '.')
                || at + 2 >= tokens.size()
                || tokens.get(at + 2).kind() != Token.Kind.NAME) {
            throw TorchScriptRefused.unusual("its code uses '"
                    + TorchScriptRefused.shorten(tokens.get(at).text()) + "' without a member");
        }
        return tokens.get(at + 2).text();
    }

    /** {@code __torch__.a.b.C}; names below {@code torch.classes} are classes of libtorch. */
    private void checkType(int at) throws TorchScriptRefused {
        StringBuilder path = new StringBuilder(member(at));
        for (int next = at + 2; isSign(next + 1, '.'); next += 2) {
            path.append('.').append(member(next));
        }
        requireClass(path.toString(), operators);
    }

    /**
     * @param path the path of a class after {@code __torch__.}
     * @throws TorchScriptRefused if it is a class of libtorch that is not allowed
     */
    static void requireClass(String path, Operators operators) throws TorchScriptRefused {
        boolean ofLibtorch = path.startsWith(CLASSES) || (path + ".").equals(CLASSES) || path.equals("torch");
        if (ofLibtorch && (!path.startsWith(CLASSES) || !operators.isAllowedClass(path.substring(CLASSES.length())))) {
            throw TorchScriptRefused.operator(path);
        }
    }

    /** {@code getattr(value, "name")}; any other spelling could reach any attribute. */
    private void checkGetattr(int at) throws TorchScriptRefused {
        int end = ends[at + 1];
        boolean plain = isSign(at + 1, '(')
                && isSign(end, ')')
                && isSign(end - 2, ',')
                && tokens.get(end - 1).kind() == Token.Kind.STRING
                && tokens.get(end - 1).text().indexOf('\\') < 0;
        if (!plain) {
            throw TorchScriptRefused.unusual("its code uses 'getattr' without the name of an attribute");
        }
        checkAttribute(tokens.get(end - 1).text());
    }

    private boolean isSign(int at, char sign) {
        return at >= 0 && at < tokens.size() && tokens.get(at).isSign(sign);
    }
}
