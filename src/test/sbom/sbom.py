"""Makes the SBOM of the package from the list of Maven, and checks it against the files of the package.

The list of Maven has the jars, with the licences of their POMs. The script adds the native libraries inside the jars,
which have other licences than the jar, and the libraries of the console, which its bundle contains.
"""

import json
import re
import sys
import zipfile
from pathlib import Path

# Licences under which a part may be distributed with a program under Apache-2.0: permissive ones, and weak ones that
# apply to the part only.
ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "EPL-2.0",
    "GPL-2.0-with-classpath-exception",
    "GPL-3.0-or-later WITH GCC-exception-3.1",
    "IJG",
    "ISC",
    "libpng-2.0",
    "libtiff",
    "MIT",
    "MIT-0",
    "UPL-1.0",
    "Zlib",
}

# The native libraries of the jars, by the beginning of the jar's name and of the library's. A library of a jar that is
# not here is an error. Versions are those of the jar.
JAR = "the licence of the jar"
NATIVES = {
    "ai.djl.pytorch.pytorch-jni": {"libdjl_torch": JAR, "djl_torch": JAR},
    "ai.djl.pytorch.pytorch-native-cpu": {
        "libtorch": "BSD-3-Clause",
        "torch": "BSD-3-Clause",
        "libc10": "BSD-3-Clause",
        "c10": "BSD-3-Clause",
        "libgomp": "GPL-3.0-or-later WITH GCC-exception-3.1",
    },
    "com.aayushatharva.brotli4j": {"libbrotli": "MIT"},
    "com.microsoft.onnxruntime": {"libonnxruntime": JAR, "onnxruntime": JAR},
    "net.java.dev.jna": {"libjnidispatch": JAR, "jnidispatch": JAR},
    "org.bytedeco.javacpp": {"libjnijavacpp": JAR},
    "org.bytedeco.leptonica": {
        "libjnileptonica": JAR,
        "libleptonica": "BSD-2-Clause",
        "libgomp": "GPL-3.0-or-later WITH GCC-exception-3.1",
        "libsharpyuv": "BSD-3-Clause",
        "libopenjp2": "BSD-2-Clause",
    },
}
NATIVE_FILE = re.compile(r"\.(so|dll|dylib|jnilib|a)(\.\d+)*$")

# Libraries that libleptonica contains, by the text from which their version is read, if they have one.
INSIDE_LEPTONICA = {
    "giflib": ("MIT", None),
    "libjpeg-turbo": ("IJG AND BSD-3-Clause AND Zlib", rb"libjpeg-turbo version ([\d.]+)"),
    "libpng": ("libpng-2.0", rb"libpng version ([\d.]+)"),
    "libtiff": ("libtiff", rb"LIBTIFF, Version ([\d.]+)"),
    "libwebp": ("BSD-3-Clause", None),
    "openjpeg": ("BSD-2-Clause", None),
    "zlib": ("Zlib", rb"inflate ([\d.]+) Copyright"),
}

# The console imports lit and echarts; these are all packages that they need when they run.
CONSOLE = ("lit", "lit-html", "lit-element", "@lit/reactive-element", "echarts", "zrender", "tslib")

faults = []


def fault(text):
    faults.append(text)


def licences(component):
    """The alternatives of a component: several licences in a POM are a choice."""
    return [
        each.get("expression") or each["license"].get("id") or each["license"].get("name")
        for each in component.get("licenses", [])
    ]


def allowed(licence):
    parts = re.split(r"\s+AND\s+", licence.strip("()"))
    return all(part in ALLOWED for part in parts)


def nested(name, version, licence):
    part = {"type": "library", "name": name, "licenses": [{"expression": licence}]}
    if version:
        part["version"] = version
    return part


def natives(jar, component):
    """The native libraries in a jar, as components of it."""
    known = next((table for prefix, table in NATIVES.items() if jar.name.startswith(prefix)), {})
    found = []
    with zipfile.ZipFile(jar) as archive:
        for entry in archive.namelist():
            name = entry.rsplit("/", 1)[-1]
            if not NATIVE_FILE.search(name):
                continue
            licence = next((known[prefix] for prefix in known if name.startswith(prefix)), None)
            if licence is None:
                fault(f"{jar.name}: the native library {entry} is not in NATIVES of {__file__}")
            elif licence != JAR and all(part["name"] != name for part in found):
                found.append(nested(name, component["version"], licence))
                if name.startswith("libleptonica"):
                    found[-1]["components"] = inside_leptonica(archive.read(entry))
    return found


def inside_leptonica(library):
    parts = []
    for name, (licence, pattern) in INSIDE_LEPTONICA.items():
        version = re.search(pattern, library) if pattern else None
        if pattern and not version:
            fault(f"libleptonica: the version of {name} is not found")
        parts.append(nested(name, version and version.group(1).decode(), licence))
    return parts


def console(modules):
    """The npm packages of the console, as the bundler unpacked them."""
    for name in CONSOLE:
        package = json.loads((modules / name / "package.json").read_text(encoding="utf-8"))
        part = nested(name, package["version"], package.get("license", "unknown"))
        part["purl"] = f"pkg:npm/{name.replace('@', '%40')}@{package['version']}"
        part["bom-ref"] = part["purl"]
        yield part


def check_licences(component, owner=""):
    name = f"{owner}{component.get('group', '')}:{component['name']}"
    found = licences(component)
    if not found:
        fault(f"{name} has no licence")
    elif not any(allowed(licence) for licence in found):
        fault(f"{name}: none of {found} is in ALLOWED of {__file__}")
    for part in component.get("components", []):
        check_licences(part, f"{name} / ")


def main(target):
    lists = list(target.glob("flsys-*-dependency-cyclonedx.json"))
    if len(lists) != 1:
        sys.exit(f"{target} has {len(lists)} lists of Maven: run ./mvnw quarkus:dependency-sbom")
    sbom = json.loads(lists[0].read_text(encoding="utf-8"))
    scope = {"name": "quarkus:component:scope", "value": "runtime"}
    components = [each for each in sbom["components"] if scope in each.get("properties", [])]
    jars = sorted((target / "quarkus-app/lib").rglob("*.jar"))
    if not jars or sbom.get("bomFormat") != "CycloneDX":
        sys.exit(f"{target}: the package or the list of Maven is missing")

    listed = {}
    for each in components:
        classifier = re.search(r"classifier=([^&]+)", each.get("purl", ""))
        suffix = f"-{classifier.group(1)}" if classifier else ""
        listed[f"{each['group']}.{each['name']}-{each['version']}{suffix}.jar"] = each
    for jar in jars:
        if jar.name not in listed:
            fault(f"{jar.name} is in the package and not in the list of Maven")
            continue
        inside = natives(jar, listed[jar.name])
        if inside:
            listed[jar.name]["components"] = inside
    components = [each for name, each in listed.items() if any(jar.name == name for jar in jars)]
    components += console(target / "node_modules")

    for each in components:
        if not each.get("version"):
            fault(f"{each['name']} has no version")
        check_licences(each)
    references = {each["bom-ref"] for each in components} | {sbom["metadata"]["component"]["bom-ref"]}
    sbom["components"] = components
    sbom["dependencies"] = [
        {**each, "dependsOn": [name for name in each.get("dependsOn", []) if name in references]}
        for each in sbom["dependencies"]
        if each["ref"] in references
    ]
    if faults:
        sys.exit("\n".join(faults))
    file = target / "sbom/flsys.cdx.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(sbom, indent=1) + "\n", encoding="utf-8")
    print(f"{file}: {len(components)} components, all with a version and an allowed licence")


main(Path(sys.argv[1]))
