#!/usr/bin/env python3
"""Writes src/data/schema/tables.cpp: the field tables of the operators' custom resources.

Usage: tools/crd_fields.py CRDS CHANGES [OUTPUT]

CRDS holds one folder per operator release ("strimzi-0.48.0", "spark-operator-2.5.2") with its CRD files. CHANGES is a table
of field changes between releases (step,kind,change,path,detail): releases whose own CRDs are not at hand are made from their
neighbours with it. Facts go in (names, types, required, enumerations, bounds, defaults, how lists and maps merge), never descriptions. Shapes that are
equal are written once, which makes all kinds of all releases about as large as one CRD file.
"""

import copy
import csv
import json
import pathlib
import re
import sys

import yaml

# Releases that have no folder: (release, the one before it, the one after it, API version, step in the table of changes).
DERIVED = [
    ("strimzi-0.48.0", "strimzi-0.47.0", "strimzi-0.49.1", "v1beta2", "v1beta2 0.47.0 -> 0.48.0"),
    ("strimzi-1.1.0", "strimzi-1.0.1", "strimzi-1.2.0", "v1", "v1 1.0.1 -> 1.1.0"),
]

# The first release line with the CRDs of a folder: releases before it of the same minor line share them.
FIRST = {
    "strimzi-0.45.2": "0.45.0", "strimzi-0.46.1": "0.46.0", "strimzi-0.47.0": "0.47.0", "strimzi-0.49.1": "0.49.0",
    "strimzi-0.51.0": "0.51.0", "strimzi-1.0.1": "1.0.0", "spark-operator-2.2.1": "2.0.0", "spark-operator-2.5.2": "2.3.0",
}


def load_crds(folder):
    """{release: {(kind, version): openAPIV3Schema}}"""
    releases = {}
    for path in sorted(pathlib.Path(folder).glob("*/*.yaml")):
        if "Crd" not in path.name and not path.name.startswith("sparkoperator"):
            continue
        crd = yaml.load(path.read_text(), yaml.CSafeLoader)
        kind = crd["spec"]["names"]["kind"]
        for version in crd["spec"]["versions"]:
            releases.setdefault(path.parent.name, {})[kind, version["name"]] = version["schema"]["openAPIV3Schema"]
    return releases


def child(schema, step):
    return schema["items"] if step == "[]" else schema["properties"][step]


def steps_of(path):
    """".spec.volumes[].name" -> ["spec", "volumes", "[]", "name"]"""
    return [step for step in re.split(r"\.|(?=\[\])", path) if step]


def derive(before, after, version, rows):
    """The schemas of a release between two known ones: those before it, with each changed field as the one after it has it."""
    schemas = {key: copy.deepcopy(schema) for key, schema in before.items() if key[1] == version}
    for kind, change, path, detail in rows:
        schema = schemas.get((kind, version))
        if schema is None:
            continue
        *parents, name = steps_of(path)
        model = after[kind, version]
        for step in parents:
            schema, model = child(schema, step), child(model, step)
        if change == "removed":
            schema["properties"].pop(name, None)
        elif change == "added" or detail.startswith(("enum", "type")):
            schema["properties"][name] = copy.deepcopy(model["properties"][name])
        else:
            sys.exit(f"crd_fields.py: don't know how to apply '{change} {path}: {detail}'")
    return schemas


class Pool:
    """Shapes and field lists, each written once, in an order in which each stands after what it refers to."""

    def __init__(self):
        self.shapes = {}
        self.lines = []

    def shape(self, schema):
        members = []
        kind = schema.get("type", "any")
        if schema.get("x-kubernetes-int-or-string"):
            kind = "int_or_string"
        members.append(f".type = Type::{ {'bool': 'boolean'}.get(kind, kind)}")
        additional = schema.get("additionalProperties")
        if schema.get("x-kubernetes-preserve-unknown-fields") or additional is True:
            members.append(".open = true")
        if schema.get("nullable"):
            members.append(".nullable = true")
        if schema.get("properties"):
            required = set(schema.get("required", []))
            fields = [(name, self.shape(below), name in required) for name, below in sorted(schema["properties"].items())]
            members.append(f".fields = {self.array('Field', [self.field(*each) for each in fields])}")
        below = schema.get("items") or (additional if isinstance(additional, dict) else None)
        if below is not None:
            members.append(f".items = &{self.shape(below)}")
        if schema.get("enum"):
            members.append(f".values = {self.array('std::string_view', [quoted(value) for value in schema['enum']])}")
        if schema.get("x-kubernetes-list-map-keys"):
            members.append(f".merge_keys = {self.array('std::string_view', [quoted(key) for key in schema['x-kubernetes-list-map-keys']])}")
        if schema.get("x-kubernetes-list-type") == "set":
            members.append(".set = true")
        for bound in ("minimum", "maximum"):
            if bound in schema and kind == "integer":
                members.append(f".{bound} = {schema[bound]}")
        if schema.get("pattern") and kind == "string":
            members.append(f".pattern = {raw(schema['pattern'])}")
        if "default" in schema:
            members.append(f".initial = {raw(json.dumps(schema['default'], sort_keys=True))}")
        if schema.get("x-kubernetes-map-type") == "atomic":
            members.append(".atomic = true")
        return self.intern("shape", ", ".join(members), lambda name, body: f"constexpr Shape {name}{{{body}}};")

    def field(self, name, shape, required):
        return f"{{{quoted(name)}, &{shape}{', true' if required else ''}}}"

    def array(self, element, values):
        return self.intern("list", element + "|" + ", ".join(values),
                           lambda name, body: f"constexpr {element} {name}[] = {{{body.split('|', 1)[1]}}};")

    def intern(self, prefix, body, write):
        if body not in self.shapes:
            self.shapes[body] = f"{prefix}_{len(self.shapes)}"
            self.lines.append(write(self.shapes[body], body))
        return self.shapes[body]


def quoted(text):
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def raw(text):
    return f'R"re({text})re"'


def main():
    crds, changes = sys.argv[1:3]
    output = sys.argv[3] if len(sys.argv) > 3 else pathlib.Path(__file__).parent.parent / "src/data/schema/tables.cpp"
    releases = load_crds(crds)
    with open(changes, newline="") as file:
        rows = list(csv.DictReader(file))
    for release, before, after, version, step in DERIVED:
        steps = [(row["kind"], row["change"], row["path"], row["detail"]) for row in rows if row["step"] == step]
        releases[release] = derive(releases[before], releases[after], version, steps)

    pool = Pool()
    tables = []
    for release, schemas in releases.items():
        for (kind, version), schema in schemas.items():
            root = dict(schema)
            root["properties"] = {name: below for name, below in schema["properties"].items() if name not in ("apiVersion", "kind", "metadata")}
            first = FIRST.get(release, release.rsplit("-", 1)[1])
            tables.append((kind, version, [int(part) for part in first.split(".")], first, pool.shape(root)))
    tables.sort()
    kept = []
    for table in tables:  # A release that changed nothing needs no row.
        if not kept or kept[-1][:2] != table[:2] or kept[-1][4] != table[4]:
            kept.append(table)

    with open(output, "w") as file:
        file.write('// Written by tools/crd_fields.py from the operators\' CRDs; run it again instead of editing.\n// clang-format off\n')
        file.write('#include "data/schema/schema.hpp"\n\nnamespace nexa::schema {\nnamespace {\n\n')
        file.write("\n".join(pool.lines))
        file.write("\n\nconstexpr Table all[] = {\n")
        for kind, version, _, first, shape in kept:
            file.write(f'    {{"{kind}", "{version}", "{first}", &{shape}}},\n')
        file.write("};\n\n}  // namespace\n\nstd::span<const Table> tables() noexcept { return all; }\n\n}  // namespace nexa::schema\n")


if __name__ == "__main__":
    main()
