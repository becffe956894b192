#!/usr/bin/env python3
"""Finds tests, fault cases and broken variants that docs/GUARANTEES.md names and that are not there."""

import re
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "docs" / "GUARANTEES.md"


def tests_named(page):
    """(file, test); a name that begins with :: is of the file named before it."""
    file = None
    for found in re.finditer(r"`(test_\w+\.py)?(?:::(\w+))?`", page):
        file = found.group(1) or file
        if found.group(0) != "``":
            yield file, found.group(2)


def variants_named(page):
    for sentence in re.findall(r"[^:;.]*(?:is|are) found", page):
        yield from re.findall(r"`(\w+)`", sentence)


def cases_named(page):
    for list_of_names in re.findall(r"fault cases?((?:,?(?: and)? `\w+`)+)", page):
        yield from re.findall(r"`(\w+)`", list_of_names)


def cases_there():
    """Names of the declarations, whatever else is in their files."""
    return {name for path in (REPOSITORY / "tests" / "fault" / "cases").glob("*.py")
            for name in re.findall(r'name="(\w+)"', path.read_text(encoding="utf-8"))}


def problems(page):
    for file, test in tests_named(page):
        path = REPOSITORY / "tests" / "integration" / (file or "")
        if not path.is_file():
            yield f"there is no {file}"
        elif test and f"def {test}(" not in path.read_text(encoding="utf-8"):
            yield f"{file} has no {test}"
    for variant in variants_named(page):
        if not (REPOSITORY / "tests" / "simulation" / "broken" / f"{variant}.txt").is_file():
            yield f"there is no broken variant {variant}"
    for case in sorted(set(cases_named(page)) - cases_there()):
        yield f"there is no fault case {case}"


def main():
    page = PAGE.read_text(encoding="utf-8")
    found = list(problems(page))
    named = sum(len(list(names(page))) for names in (tests_named, variants_named, cases_named))
    for problem in found:
        print(f"{PAGE.relative_to(REPOSITORY)}: {problem}")
    print(f"guarantees: {named} tests, variants and cases named, {len(found)} not there")
    return 1 if found or named == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
