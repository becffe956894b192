"""What can never be applied: records of the probe table (data/probe.sql), with why."""

import json

from bookings import REPOSITORY

SQL = (REPOSITORY / "tests" / "integration" / "data" / "probe.sql").read_text(encoding="utf-8")
RECORD_BYTES = 256 * 1024
COLUMNS = ("small", "whole", "big", "amount", "ratio", "wide", "flag", "day", "moment", "local",
           "clock", "ident", "document", "data", "kind", "words", "numbers", "short", "note",
           "address", "harbour", "positive", "parent")
PROJECTION = {
    "table": "probe", "key": ["id"], "version": {"column": "version", "from": "/version"},
    "event": "/type", "on": {
        "probed": {"columns": {
            "id": "/id", "needed": {"from": "/needed", "default": "x"},
            "epoch": {"from": "/epoch", "format": "epoch_ms"},
            **{name: f"/{name}" for name in COLUMNS}}},
        "listed": {"each": "/list", "columns": {
            "id": "./id", "note": {"from": "./note", "required": True}, "whole": "./whole"}}}}


def probe(**members):
    return json.dumps({"type": "probed", "id": "bad", "version": 1, **members}).encode()


def listed(**members):
    return json.dumps({"type": "listed", "version": 1, **members}).encode()


def raw(text):
    """A probe whose last member is written as given."""
    return b'{"type":"probed","id":"bad","version":1,' + text + b"}"


# Name -> (value, class, words of the reason). Nobody should need the code to understand them.
NO_DOCUMENT = {
    "not JSON": (b"{not json", "json", ["JSON"]),
    "empty": (b"", "json", ["empty"]),
    "only spaces": (b"  ", "json", []),
    "cut off": (probe(whole=1)[:-1], "json", []),
    "trailing junk": (probe(whole=1) + b" x", "json", []),
    "two documents": (probe() + probe(), "json", []),
    "invalid UTF-8": (raw(b'"note":"\xff"'), "json", ["UTF-8"]),
    "a lone surrogate": (raw(b'"note":"\\ud800"'), "json", []),
    "NaN": (raw(b'"wide":NaN'), "json", []),
    "a number with a leading zero": (raw(b'"whole":007'), "json", []),
    "nested 100,000 deep": (raw(b'"document":' + b"[" * 100_000 + b"]" * 100_000), "json",
                            ["deep|nest"]),
    "nested, and never closed": (b"[" * 200_000, "json", []),
    "no object": (b"[1,2]", "event", ["/type"]),
    "too large": (probe(note="x" * RECORD_BYTES), "too_large", ["bytes"]),
}

# Column -> values that its type cannot take. The reason names pointer, column and type.
OF_A_TYPE = {
    "small": (32768, "x", 1.5, True, {}, []),
    "whole": (2**31, -2**31 - 1, "seven", "", 1e3, False),
    "big": (2**63, "9223372036854775808", []),
    "amount": (1_000_000, "12,5", "", {}),
    "ratio": (1e39, "much"),
    "wide": ("1e400", "x", True),
    "flag": ("maybe", 2, []),
    "day": ("2026-02-30", "soon", True, {}),
    "moment": ("2026-07-14T25:00:00Z", True),
    "local": ("2026-13-01 00:00:00", {}),
    "clock": ("25:00", "noon-ish", []),
    "ident": ("0198f0a2-7c1e-7d55-9a3f", "not-a-uuid", 7),
    "data": ("\\xabc", "\\xzz", {}),
    "kind": ("stormy", "Calm", 1),
    "words": ("cold", {"a": 1}, [{"a": 1}]),
    "numbers": ([1, "two"], [2**31], 7),
    "short": ("sixsix", {}),
    "note": ("nul\0byte", {"a": 1}, [1]),
    "epoch": ("soon", 10**18, True, {}),
}
TYPES = {"small": "smallint", "whole": "integer", "big": "bigint", "amount": "numeric(8,2)",
         "ratio": "real", "wide": "double precision", "flag": "boolean", "day": "date",
         "moment": "timestamp with time zone", "local": "timestamp without time zone",
         "clock": "time without time zone", "ident": "uuid", "data": "bytea", "kind": "probe_kind",
         "words": "text[]", "numbers": "integer[]", "short": "character varying(5)",
         "note": "text", "epoch": "timestamp with time zone"}

NOT_GIVEN = {
    "no event": (json.dumps({"id": "bad", "version": 1}).encode(), "event", ["/type"]),
    "an unknown event": (json.dumps({"type": "sunk", "id": "bad", "version": 1}).encode(), "event",
                         ["/type"]),
    "an event that is an object": (probe(type={}), "event", ["/type"]),
    "a tombstone nobody asked for": (None, "event", ["null"]),
    "no version": (json.dumps({"type": "probed", "id": "bad"}).encode(), "version",
                   ["/version", "version"]),
    "a null version": (probe(version=None), "version", ["/version"]),
    "a version that is no number": (probe(version="newest"), "type", ["/version", "version"]),
    "no key": (json.dumps({"type": "probed", "version": 1}).encode(), "required", ["/id", "id"]),
    "a null key": (probe(id=None), "required", ["/id"]),
    "a key with NUL": (probe(id="a\0b"), "type", ["/id", "NUL"]),
    "each is missing": (listed(), "required", ["/list"]),
    "each is null": (listed(list=None), "required", ["/list"]),
    "each is an object": (listed(list={}), "type", ["/list", "array"]),
    "each is text": (listed(list="a"), "type", ["/list", "array"]),
    "an element without its key": (listed(list=[{"id": "bad-1", "note": "x"}, {"note": "y"}]),
                                   "required", ["/list/1/id"]),
    "an element without what is required": (listed(list=[{"id": "bad-1"}]), "required",
                                            ["/list/0/note"]),
    "an element that is no object": (listed(list=[{"id": "bad-1", "note": "x"}, 7]), "required",
                                     ["/list/1/"]),
    "an element of a wrong type": (listed(list=[{"id": "bad-1", "note": "x", "whole": "y"}]),
                                   "type", ["/list/0/whole", "whole", "integer"]),
}

# Of the server: with its SQLSTATE.
REFUSED = {
    "a check": (probe(positive=0), "23514", ["above_zero"]),
    "a foreign key": (probe(parent="nobody"), "23503", ["known_parent"]),
    "a domain": (probe(harbour="Skagen"), "23514", ["harbour_code"]),
    "a type that only the server knows": (probe(address="300.1.1.1"), "22P02", ["inet"]),
    "a time in words": (probe(moment="yesterday, about noon"), "22007", ["timestamp"]),
}


def all_bad():
    """Name -> (value, class, words of the reason, SQLSTATE or None)."""
    of_a_type = {f"{column} {value!r:.30}": (probe(**{column: value}), "type",
                                             [f"/{column}", column, TYPES[column]])
                 for column, values in OF_A_TYPE.items() for value in values}
    told = {**NO_DOCUMENT, **of_a_type, **NOT_GIVEN}
    return {**{name: (*bad, None) for name, bad in told.items()},
            **{name: (value, "constraint", words, state)
               for name, (value, state, words) in REFUSED.items()}}


# Looks odd, and is good: what the probe's row must be.
GOOD = {
    "duplicate members, the first counts": (
        b'{"type":"probed","id":"good","version":1,"note":"first","note":"second","id":"other"}',
        "note", "first"),
    "an escaped NUL in a member nobody reads": (
        b'{"type":"probed","id":"good","version":1,"unread":"\\u0000"}', "note", None),
    "a wrong type in a member nobody reads": (
        b'{"type":"probed","id":"good","version":1,"unread":[{"whole":"x"}]}', "note", None),
    "space around": (b' \r\n\t{"type":"probed","id":"good","version":1,"note":"n"} \n', "note", "n"),
    "digits as text": (probe(id="good", whole="42"), "whole", "42"),
    "a number as text": (probe(id="good", note=4.5), "note", "4.5"),
    "true as text": (probe(id="good", note=True), "note", "true"),
    "a boolean by its word": (probe(id="good", flag="yes"), "flag", "true"),
    "the least of integers": (probe(id="good", whole=-2**31), "whole", str(-2**31)),
    "a numeric that is rounded": (
        b'{"type":"probed","id":"good","version":1,"amount":999999.994}', "amount", "999999.99"),
    "a time in another zone": (probe(id="good", moment="2026-07-14T18:00:00+02:00"), "moment",
                               "2026-07-14 16:00:00+00"),
    "all of Unicode": (probe(id="good", note="Æ 漢 😀 \u0001"), "note", "Æ 漢 😀 \u0001"),
    "as deep as is allowed": (
        raw(b'"document":' + b"[" * 40 + b"]" * 40).replace(b'"bad"', b'"good"'), "document",
        "[" * 40 + "]" * 40),
}
