package dev.flsys.engine.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A graph or a function of a file. The reader fills it. */
final class Graph {

    final List<Node> nodes = new ArrayList<>();
    final Map<String, Value> constants = new HashMap<>();
    /** The declared inputs in their order; some of them may be constants. Open sizes are -1. */
    final Map<String, Value> inputs = new java.util.LinkedHashMap<>();

    final List<String> outputs = new ArrayList<>();
}
