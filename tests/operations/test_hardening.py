"""What ships is hardened: looked up in the program, not in the flags that it was built with."""

import os
import re
import subprocess

import pytest


@pytest.fixture(scope="module")
def program():
    """All that readelf says of the daemon."""
    return subprocess.run(["readelf", "--wide", "--file-header", "--program-headers", "--dynamic",
                           "--symbols", os.environ["PROJECTOR_BINARY"]],
                          check=True, capture_output=True, text=True).stdout


def test_it_is_position_independent(program):
    assert re.search(r"Type:\s+DYN \(Position-Independent Executable file\)", program)
    assert re.search(r"FLAGS_1\).*\bPIE\b", program)


def test_its_tables_are_read_only_before_main(program):
    assert re.search(r"^\s+GNU_RELRO", program, re.M)
    assert re.search(r"FLAGS\).*\bBIND_NOW\b|FLAGS_1\).*\bNOW\b", program)


def test_its_stack_cannot_be_run(program):
    flags = re.search(r"^\s+GNU_STACK\s+(?:0x\w+\s+){5}([RWE ]+?)\s+0x", program, re.M)[1]
    assert "E" not in flags


def test_no_segment_is_both_writable_and_executable(program):
    segments = re.findall(r"^\s+LOAD\s+(?:0x\w+\s+){5}([RWE ]+?)\s+0x", program, re.M)
    assert segments and not [flags for flags in segments if "W" in flags and "E" in flags]


def test_its_stacks_are_guarded(program):
    assert "__stack_chk_fail" in program


def test_its_copies_are_checked(program):
    checked = set(re.findall(r"\b(__\w+_chk)\b", program)) - {"__stack_chk"}
    assert len(checked) >= 3, checked


def test_it_looks_for_libraries_where_the_system_does(program):
    assert "(RPATH)" not in program and "(RUNPATH)" not in program
