"""The tables of the style check: change a rule here, and its test beside it.

The include table is the architecture: base <- core <- projection <- runtime <- adapters <- app.
"""

import re

ADAPTER = ("base/", "core/", "runtime/ports.h", "runtime/log_lookup.h")
EVERYTHING = ("",)  # Prefix of every header.

# Part -> prefixes of projector/... that it may include beside its own.
MAY_INCLUDE = {
    "base": (),
    "core": ("base/",),
    "projection": ("base/", "core/"),
    "runtime": ("base/", "core/", "projection/"),
    "kafka": ADAPTER,
    "postgres": ADAPTER,
    "telemetry": ADAPTER,
    "http": ADAPTER,
    "config": ("base/", r"\w+/options.h"),
    "app": EVERYTHING,
    "sim": ("base/",),  # What verifies the daemon shares nothing with it that decides.
}

# Third-party header -> the parts that may include it. Tests of a part may include what it may.
THIRD_PARTY = {
    r"librdkafka/": {"kafka", "sim"},
    r"pqxx/": {"postgres", "sim"},
    r"libpq-": {"postgres"},
    r"(spdlog|fmt|prometheus)/": {"telemetry"},
    r"microhttpd\.h": {"http"},
    r"yaml-cpp/": {"config"},
    r"simdjson": {"projection"},
    r"CLI/": {"app", "sim"},
    r"nlohmann/": {"telemetry", "http", "config", "app", "sim", "tests"},
    r"(gtest|gmock)/": {"tests"},
    r"benchmark/": {"tests"},
}
SYSTEM = re.compile(r"(sys|net|netinet|arpa|linux)/|[a-z_0-9]+(\.h)?$")

LINES_MAX = {".h": 150, ".cpp": 400, ".py": 400, ".js": 400, ".sh": 400, "": 400}

BANNED_NAMES = {
    "util": "what it works on",
    "utils": "what it works on",
    "helper": "what it does",
    "helpers": "what they do",
    "manager": "what it decides or owns",
    "common": "the part that owns it",
    "misc": "one file a thing",
}

# Pattern, where it is banned (of the path), where it is allowed all the same, what to do instead.
BANNED_TEXT = [
    (r"std::(recursive_|shared_|timed_)*mutex\b", r"\.(h|cpp)$", r"(^|/)base/",
     "use projector::Mutex: std::mutex carries no annotations"),
    (r"\b(sleep_for|sleep_until|usleep|GTEST_SKIP|DISABLED_)", r"^tests/.*\.(h|cpp)$", r"^$",
     "no test sleeps or is skipped: wait for the event, with virtual time where there is a clock"),
    (r"\btime\.sleep\(|\bpytest\.(mark\.)?(skip|xfail)|\bskipTest\(", r"^tests/.*\.py$", r"^$",
     "no test sleeps or is skipped: use the harness's wait_until"),
    (r"_clock::now\(|\b(gettimeofday|clock_gettime)\(", r"(^|/)(src|include/projector)/"
     r"(base|core|projection)/", r"^$", "time is an argument: only the loops in runtime read it"),
    (r"#include <(iostream|fstream|thread|mutex|condition_variable|atomic|future)>",
     r"(^|/)core/.*\.(h|cpp)$", r"^tests/", "the core has no I/O and no threads"),
    (r"\b(FIXME|XXX|HACK)\b|\bTODO\b(?!\(#\d+\): )", r"\.(h|cpp|py|cmake|txt|ya?ml|sql|sh|js)$|"
     r"^scripts/", r"^$", "open an issue and write TODO(#123): what is left"),
    (r"(repo1?\.maven|repo\.maven\.apache|deb\.debian|security\.debian|pypi|pythonhosted|golang|npmjs|"
     r"crates)\.(org|io)\b", r"", r"(^|/)go\.(mod|sum)$",  # Names of modules look like hosts.
     "name packages, not the hosts they come from"),
]
