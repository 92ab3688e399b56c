"""Writes the list of operators that TorchScript files may use.

    python3 operators.py LIBTORCH_CPU_SO > src/main/resources/dev/flsys/engine/torchscript/operators.txt

``LIBTORCH_CPU_SO`` is ``pytorch/cpu/linux-x86_64/libtorch_cpu.so`` of the jar ``pytorch-native-cpu`` that the
service ships. Every operator registers itself with its schema as text, such as
``aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor``. The script reads these texts from the
library. The namespace ``aten`` is often omitted.

An operator is allowed unless it may have an effect outside of the tensors of the call. A line that begins with ``!``
names a known operator that is refused. An attribute of that name is refused too, because ``x.save(...)`` calls
``aten::save`` for any ``x``. Run the script again when the version of libtorch changes, and read the difference line by
line. It needs the standard library only.
"""

import re
import sys

SCHEMA = re.compile(
    rb"\x00\s*((?:[A-Za-z_]\w*::)?[A-Za-z_]\w*)(?:\.[A-Za-z_]\w*)?\([^\x00]{0,3000}?\)\s*->\s*[^\x00]{0,300}(?=\x00)"
)

NAMESPACES = {"aten", "quantized", "_quantized", "prepacked", "sparse", "mkldnn_prepacked", "mkldnn", "mkl", "onednn"}
"""Namespaces of numerical operators. Others, such as c10d, profiler, static_runtime and _test, are refused."""

REFUSED = (
    # files
    r"save|load|from_file|.*pickle.*|read_.*|write_.*|.*_file|.*library.*",
    # threads, which the deadline of a call does not end
    r"fork|wait|awaitable.*|_call_end_callbacks.*|record_stream",
    # settings and records of the process
    r"set_num_threads|set_num_interop_threads|_record_function.*|.*profil.*|_print|_set_.*precision.*|_cuda_.*|_register.*",
    r"_make_dep_token|_propagate_xla_data|_test_.*",
    # addresses, and memory of a device
    r"data_ptr|_nbytes|_pin_memory|pin_memory",
    # indices that are not checked, with which a kernel reads and writes outside of its tensors
    r"_convert_indices_.*|_sparse_.*_tensor_unsafe|_unsafe_(masked_)?index.*|_nested_(view|get|compute|sum|select)_.*",
    r"_(jagged_to_padded_dense|padded_dense_to_jagged)_.*|_copy_from.*|_cufft_.*",
)
"""Patterns of full names that are refused in every namespace."""

OTHERS = re.compile(
    r"all_?gather.*|all_?reduce.*|all_?to_?all.*|barrier|monitored_barrier_|broadcast|broadcast_|gather_|send|recv.*|"
    r"reduce_|reduce_scatter.*|_reduce_scatter.*|_allgather.*|shard_dim_alltoall|wait_tensor|method|qw|qx|enter_node_stack"
)
"""Texts without a namespace that belong to c10d, or are not schemas. They are in neither list."""

PRIM = (
    "AutogradAdd AutogradAllNonZero AutogradAllZero AutogradAnyNonZero AutogradZero BroadcastSizes ConstantChunk EnumName "
    "EnumValue IfThenElse MKLDNNClamp MKLDNNClamp_ MKLDNNHardSigmoid MKLDNNHardSigmoid_ MKLDNNHardSwish MKLDNNHardSwish_ "
    "MKLDNNHardTanh MKLDNNHardTanh_ MKLDNNLayerNorm MKLDNNLayerNorm_ MKLDNNScalarMul MKLDNNScalarMul_ MMTreeReduce "
    "ModuleContainerIndex NumToTensor Print RaiseException ReductionSizes StringIndex TupleIndex TupleUnpack Uninitialized "
    "VarConcat VarStack abs data device dtype grad index is_cpu is_cuda is_ipu is_maia is_meta is_mkldnn is_mps is_mtia "
    "is_nested is_quantized is_sparse is_sparse_csr is_vulkan is_xla is_xpu itemsize layout max min mkldnn_convolution name "
    "nbytes rangelist requires_grad type unchecked_cast unchecked_unwrap_optional"
).split()
"""The operators on values in the namespace prim, which also holds operators of the interpreter itself."""

WITHOUT_SCHEMA = (
    "prim::ConstantMKLDNNTensor prim::BroadcastMKLDNNTensors prim::tolist aten::_assert aten::_assert_int_or_pair "
    "aten::floordiv aten::list_with_default aten::ndim aten::mT aten::mH aten::type"
).split()
"""Operators without a schema: special forms of the library, and operators that it defines in TorchScript."""


def is_refused(name):
    return any(re.fullmatch(pattern, name) for pattern in REFUSED)


def lines(library):
    known = set()
    at = 0
    while found := SCHEMA.search(library, at):
        known.add(found.group(1).decode())
        at = found.end()
    for full in known:
        if OTHERS.fullmatch(full):
            continue
        namespace, name = full.split("::") if "::" in full else ("aten", full)
        if namespace == "prim":
            yield f"{'' if name in PRIM else '!'}prim::{name}"
        elif namespace in NAMESPACES:
            yield f"{'!' if is_refused(name) else ''}{namespace}::{name}"
    yield from WITHOUT_SCHEMA
    yield from (
        f"!{name}" for name in ("aten::fork", "aten::load", "prim::rpc_async", "prim::rpc_sync", "prim::rpc_remote")
    )


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as library:
        allowed_and_refused = set(lines(library.read()))
    refused = {line[1:] for line in allowed_and_refused if line.startswith("!")}
    print("# Made by src/test/torchscript/operators.py from the libtorch that the service ships; see there.")
    for line in sorted(line for line in allowed_and_refused if line not in refused):
        print(line)
