#!/usr/bin/env python3
"""Derives the sandbox's field tables (src/data/sandbox/schema/*_fields.cpp) from the operators' CRD files.

usage: sandbox_fields.py <folder with strimzi-<release> and spark-operator-<release>> <strimzi field changes .csv> <output folder>

The list of field changes (columns step, kind, change, path, detail) fills in releases whose CRDs are not in the folder.

Only facts are kept (names, types, bounds, enumerations, what is required), down to the third level of the spec and a little deeper
where a struct is small; what lies below accepts anything. The notation is explained in schema/notation.hpp. Run it when CRDs of a new
release are added; a release whose kind did not change gets no row.
"""
import ast
import copy
import csv
import pathlib
import sys

import yaml

FULL_DEPTH = 3      # structs above this level are spelt out: spec is 1, spec.kafka 2
SMALL_STRUCT = 12   # below it, those with at most so many fields
LAST_DEPTH = 4
SPELT_OUT = ("driver", "executor", "server")  # Spark pods: what every manifest sets


def scalar(schema):
    if schema.get("x-kubernetes-int-or-string"):
        return "q"
    kind = schema.get("type")
    if "enum" in schema and kind == "string":
        return "e(" + "|".join(schema["enum"]) + ")"
    if kind == "string":
        if schema.get("format") == "date-time":
            return "t"
        pattern = schema.get("pattern")
        return "s/" + pattern.replace("/", "\\/") + "/" if pattern else "s"
    if kind in ("integer", "number"):
        low, high = schema.get("minimum"), schema.get("maximum")
        bounds = f"({'' if low is None else low},{'' if high is None else high})" if (low, high) != (None, None) else ""
        return ("i" if kind == "integer" else "n") + bounds
    return "b" if kind == "boolean" else "~"


def default(schema):
    value = schema.get("default")
    if isinstance(value, bool):
        return "=true" if value else "=false"
    if isinstance(value, str) and value:
        return f"='{value}'"
    return f"={value}" if isinstance(value, int) else ""


def describe(name, schema, depth):
    kind = schema.get("type")
    if kind == "array":
        items = schema.get("items", {})
        mark = "=" if schema.get("x-kubernetes-list-type") == "set" else ""
        keys = schema.get("x-kubernetes-list-map-keys")
        inner = describe(name, items, depth)
        if keys and inner.startswith("~"):
            inner = "{" + ",".join(f"{key}*:{scalar(items['properties'][key])}" for key in keys if key in items.get("properties", {})) + ",..}"
        return f"[{mark}{inner}{'|' + ','.join(keys) if keys else ''}]"
    if kind == "object" or "properties" in schema:
        atomic = "!" if schema.get("x-kubernetes-map-type") == "atomic" else ""
        properties = schema.get("properties")
        if properties:
            small = len(properties) <= SMALL_STRUCT and depth < LAST_DEPTH and name not in ("template", "templates")
            if depth < FULL_DEPTH or small or (name in SPELT_OUT and depth < LAST_DEPTH):
                return atomic + struct(schema, depth)
            return atomic + "~"
        extra = schema.get("additionalProperties")
        if isinstance(extra, dict) and extra.get("type") not in ("object", "array"):
            return f"{atomic}<{describe(name, extra, depth)}>"
        return atomic + "~"
    return scalar(schema) + default(schema)


def struct(schema, depth):
    required = set(schema.get("required", []))
    fields = [f"{name}{'*' if name in required else ''}:{describe(name, field, depth + 1)}" for name, field in sorted(schema["properties"].items())]
    if schema.get("x-kubernetes-preserve-unknown-fields"):
        fields.append("..")
    return "{" + ",".join(fields) + "}"


def root(schema):
    required = set(schema.get("required", []))
    parts = []
    for name, field in sorted(schema["properties"].items()):
        if name in ("apiVersion", "kind", "metadata"):
            continue
        mark = "*" if name in required else ""
        parts.append(f"{name}{mark}:" + ("~" if name == "status" else describe(name, field, 1)))
    return ",".join(parts)


def release_key(name):
    return tuple(int(part) for part in name.split("."))


def schemas(folder, prefix):
    """release -> (kind, API version) -> schema"""
    out = {}
    for path in folder.glob(prefix + "*"):
        found = out.setdefault(path.name.removeprefix(prefix), {})
        for file in sorted(path.glob("*.yaml")):
            for document in yaml.safe_load_all(file.read_text()) if "hart-" not in file.name else []:
                if document and document.get("kind") == "CustomResourceDefinition":
                    for version in document["spec"]["versions"]:
                        found[(document["spec"]["names"]["kind"], version["name"])] = version["schema"]["openAPIV3Schema"]
    return out


def change(schema, path, how, detail):
    """One row of the list of changes; only additions and wider enumerations are followed: a table must not refuse what a release takes."""
    *parents, last = path.lstrip(".").split(".")
    for name in parents:
        schema = schema.get("properties", {}).get(name.removesuffix("[]"), {})
        schema = schema.get("items", {}) if name.endswith("[]") else schema
    if "properties" not in schema:
        return
    if how == "added":
        kind, _, item = detail.partition(":")
        schema["properties"][last.removesuffix("[]")] = {"type": kind, "items": {"type": item or "object"}} if kind == "array" else {"type": kind}
    elif detail.startswith("enum") and last in schema["properties"]:
        schema["properties"][last].setdefault("enum", []).extend(ast.literal_eval(detail.partition("+")[2]))


def fill_in(found, changes):
    """Adds the releases that only the list of changes tells about."""
    for row in csv.DictReader(changes.open()):
        version, _, rest = row["step"].partition(" ")
        before, _, release = rest.partition(" -> ")
        if before not in found or (release in found and "filled" not in found[release]):
            continue
        if release not in found:
            found[release] = {key: copy.deepcopy(schema) for key, schema in found[before].items()}
            found[release]["filled"] = True
        if (row["kind"], version) in found[release]:
            change(found[release][(row["kind"], version)], row["path"], row["change"], row["detail"])
    for release in found.values():
        release.pop("filled", None)


def tables(found):
    seen, rows = {}, []
    for release in sorted(found, key=release_key):
        for (kind, version), schema in found[release].items():
            fields = root(schema)
            if seen.get((kind, version)) != fields:
                seen[(kind, version)] = fields
                rows.append((kind, version, release, fields))
    return sorted(rows, key=lambda row: (row[0], row[1], release_key(row[2])))


def wrapped(text, width=150):
    lines = []
    while len(text) > width:
        cut = text.rfind(",", 0, width) + 1 or text.find(",") + 1 or len(text)
        lines.append(text[:cut])
        text = text[cut:]
    lines.append(text)
    return "\n     ".join(f'R"~({line})~"' for line in lines if line)


def write(path, function, rows):
    body = "".join(f'    {{"{kind}", "{version}", "{since}",\n     {wrapped(fields)}}},\n' for kind, version, since, fields in rows)
    path.write_text(f'''// Written by tools/sandbox_fields.py from the operator's CRDs; see there.
#include "data/sandbox/schema/operator_crds.hpp"

namespace nexa::sandbox {{

// clang-format off
std::span<const FieldTable> {function}() noexcept {{
    static constexpr FieldTable rows[] = {{
{body}    }};
    return rows;
}}
// clang-format on

}}  // namespace nexa::sandbox
''')


def main():
    source, changes, target = (pathlib.Path(argument) for argument in sys.argv[1:4])
    strimzi = schemas(source, "strimzi-")
    fill_in(strimzi, changes)
    write(target / "strimzi_fields.cpp", "strimzi_field_tables", tables(strimzi))
    write(target / "spark_fields.cpp", "spark_field_tables", tables(schemas(source, "spark-operator-")))


main()
