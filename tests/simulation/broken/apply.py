#!/usr/bin/python3
"""Writes the broken source of one variant: a copy with its edits, each found exactly once.

Usage: apply.py VARIANT SOURCE_DIR OUTPUT. A variant is a sentence that says what is broken, the file
below SOURCE_DIR after `---`, and then edits: `<<<<`, what stands there, `====`, what to put, `>>>>`.
"""

import re
import sys
from pathlib import Path

EDIT = re.compile(r"<<<<\n(.*?)\n====\n(.*?)>>>>\n", re.DOTALL)


def broken(variant, root):
    head, edits = variant.read_text().split("\n<<<<\n", 1)
    name = head.splitlines()[1].removeprefix("--- ")
    text = (root / name).read_text()
    found = EDIT.findall("<<<<\n" + edits)
    if not found:
        sys.exit(f"{variant.name}: no edits")
    for before, after in found:
        if text.count(before) != 1:
            sys.exit(f"{variant.name}: {name} has {text.count(before)} times, not once:\n{before}")
        text = text.replace(before, after.removesuffix("\n"))
    return text


def main():
    variant, root, output = map(Path, sys.argv[1:])
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(broken(variant, root))


if __name__ == "__main__":
    main()
