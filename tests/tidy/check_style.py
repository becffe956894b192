#!/usr/bin/python3
"""Style as a test: what no compiler checks. Prints path:line: message, exits 1 if there is any.

Usage: check_style.py [ROOT]. The rules are in rules.py.
"""

import re
import sys
from pathlib import Path

from rules import BANNED_NAMES, BANNED_TEXT, LINES_MAX, MAY_INCLUDE, SYSTEM, THIRD_PARTY

INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)')
TYPE = re.compile(r"^\s*(?:class|struct|enum class|enum)\s+(?:\[\[\w+\]\]\s+)?(\w+)")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def files_below(root):
    """Paths relative to root, without build trees, hidden folders and this check's own folder."""
    folders = [root]
    while folders:
        for entry in sorted(folders.pop().iterdir()):
            path = entry.relative_to(root)
            if entry.is_dir():
                skipped = entry.name.startswith((".", "__")) or path.as_posix() in (
                    "build", "tests/tidy") or (entry / "CMakeCache.txt").exists()
                if not skipped:
                    folders.append(entry)
            elif entry.is_file():
                yield path


def part_of(path):
    """(part, is it a test): include/projector/core/x.h -> core; tests/unit/core/x.cpp -> core."""
    words = path.parts
    if words[:2] == ("include", "projector") and len(words) > 3:
        return words[2], False
    if words[0] == "src" and len(words) > 2:
        return words[1], False
    if words[:2] == ("tests", "unit") and len(words) > 3:
        return words[2], True
    return ("sim", False) if words[0] == "sim" else (None, words[0] == "tests")


def check_includes(path, lines):
    part, is_test = part_of(path)
    for number, line in enumerate(lines, 1):
        found = INCLUDE.match(line)
        if not found:
            continue
        own, foreign = found.groups()
        if own and own.startswith("projector/") and part in MAY_INCLUDE:
            header = own.removeprefix("projector/")
            allowed = (part + "/", *MAY_INCLUDE[part])
            if not any(re.match(prefix, header) for prefix in allowed):
                yield number, f"{part} may not include {header} (include table)"
        elif foreign:
            yield from ((number, message) for message in third_party(foreign, part, is_test))


def third_party(header, part, is_test):
    for pattern, parts in THIRD_PARTY.items():
        if re.match(pattern, header):
            if not (part in parts or is_test and (part is None or "tests" in parts)):
                yield f"<{header}> belongs to {', '.join(sorted(parts))} only"
            return
    if not SYSTEM.match(header):
        yield f"<{header}> is in no row of the third-party table"


def check_length(path, lines):
    is_script = path.suffix or path.parts[0] == "scripts"
    limit = LINES_MAX.get(path.suffix) if is_script else None
    if limit and len(lines) > limit:
        yield limit, f"{len(lines)} lines, {limit} at most: split it by what it does"
    if path.suffix == ".h" and "#pragma once" not in lines:
        yield 1, "a header needs #pragma once"


def check_names(path, lines):
    names = [(1, path.as_posix())]
    if path.suffix in (".h", ".cpp"):
        names += [(n, m.group(1)) for n, line in enumerate(lines, 1) if (m := TYPE.match(line))]
    for number, name in names:
        words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()
        for word in set(re.split(r"[^a-z0-9]+", words)) & BANNED_NAMES.keys():
            yield number, f"'{word}' says nothing: name {BANNED_NAMES[word]}"


def check_text(path, lines):
    place = path.as_posix()
    for pattern, where, allowed, instead in BANNED_TEXT:
        if re.search(where, place) and not re.search(allowed, place):
            yield from ((number, f"{found.group(0).strip()}: {instead}")
                        for number, line in enumerate(lines, 1)
                        if (found := re.search(pattern, line)))


def check_links(root, path, lines):
    for number, line in enumerate(lines, 1):
        for target in LINK.findall(line) if path.suffix == ".md" else ():
            target = target.partition("#")[0]
            outside = re.match(r"[a-z]+:", target)
            if target and not outside and not (root / path.parent / target).exists():
                yield number, f"the link to {target} leads nowhere"


def violations(root):
    for path in files_below(root):
        try:
            lines = (root / path).read_text().splitlines()
        except UnicodeDecodeError:
            continue  # A picture or another binary file.
        checks = [check_length(path, lines), check_names(path, lines), check_text(path, lines),
                  check_links(root, path, lines)]
        if path.suffix in (".h", ".cpp"):
            checks.append(check_includes(path, lines))
        for found in checks:
            yield from (f"{path}:{number}: {message}" for number, message in found)


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    found = list(violations(root))
    print("\n".join(found) or "style: nothing to say")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
