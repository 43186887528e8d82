#!/usr/bin/env python3
"""Fails when an include runs against the order of the rooms (ARCHITECTURE.md, "The rooms"), or a library leaves its room."""

import pathlib
import re
import sys

# Each level may include the ones before it; rooms of one level do not know each other, but for the exceptions.
LEVELS = [["base"], ["model"], ["wire", "http", "store"], ["data", "insight"], ["control"], ["experience", "cli"], ["app"]]
SIDEWAYS = {("http", "wire"), ("store", "wire")}
# A library that only these places may include.
CONFINED = {
    re.compile(r"boost/beast"): [r"src/http/.*\.(cpp|hpp)$"],
    re.compile(r"curl/"): [r"src/http/client.*\.cpp$"],
    re.compile(r"soci"): [r"src/store/.*\.(cpp|hpp)$"],
    re.compile(r"^zlib\.h$"): [r"src/store/kept_logs\.cpp$"],
    re.compile(r"cjose/"): [r"src/control/auth/.*\.cpp$"],
    re.compile(r"simdjson"): [r"src/(data|http)/.*$"],
    re.compile(r"yaml-cpp/"): [r"src/wire/.*\.cpp$"],
    re.compile(r"^yaml\.h$"): [r"src/data/sandbox/rest/go_yaml\.cpp$"],
    re.compile(r"CLI/"): [r"src/(cli|app)/.*$"],
}
# Headers that may include a confined library all the same, because only sources of their room include them.
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')

level_of = {room: level for level, rooms in enumerate(LEVELS) for room in rooms}


def problems(root: pathlib.Path):
    for path in sorted((root / "src").rglob("*.?pp")):
        name = path.relative_to(root).as_posix()
        room = name.split("/")[1]
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            included = match.group(1)
            target = included.split("/")[0]
            if target in level_of and target != room:
                upward = level_of[target] > level_of[room]
                sideways = level_of[target] == level_of[room] and (room, target) not in SIDEWAYS
                if upward or sideways:
                    yield f"{name}:{number}: {room} must not include {target} ({included})"
            for library, places in CONFINED.items():
                if library.match(included) and not any(re.match(place, name) for place in places):
                    yield f"{name}:{number}: {included} may be included only in {', '.join(places)}"
        if re.search(r"\bdetached\b", path.read_text()) and room != "base":
            yield f"{name}: `detached` outside of base: use a TaskGroup"


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    found = list(problems(root))
    print("\n".join(found))
    print(f"layers: {len(found)} problems" if found else "layers: ok")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
