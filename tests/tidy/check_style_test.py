#!/usr/bin/python3
"""The style check can fail: each rule finds what is planted for it, and leaves good code alone."""

import subprocess
import tempfile
import unittest
from pathlib import Path

import check_style

CHECK_FORMAT = Path(__file__).with_name("check_format.sh")


class StyleCheck(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def plant(self, path, text):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def found(self, path, text):
        self.plant(path, text)
        return list(check_style.violations(self.root))

    def refuses(self, path, text, message):
        found = self.found(path, text)
        self.assertEqual(len(found), 1, found)
        self.assertIn(message, found[0])

    def accepts(self, path, text):
        self.assertEqual(self.found(path, text), [])

    def test_core_may_not_include_an_adapter(self):
        self.refuses("src/core/lane.cpp", '#include "projector/kafka/options.h"\n',
                     "core/lane.cpp:1: core may not include kafka/options.h")

    def test_adapters_do_not_know_one_another(self):
        self.refuses("include/projector/kafka/intake.h",
                     '#pragma once\n#include "projector/postgres/database.h"\n',
                     "kafka may not include")

    def test_an_adapter_sees_only_the_ports_of_runtime(self):
        self.refuses("src/http/server.cpp", '#include "projector/runtime/bounded_queue.h"\n',
                     "http may not include")

    def test_an_adapter_may_include_the_ports_and_core(self):
        self.accepts("src/http/server.cpp", '#include "projector/runtime/ports.h"\n'
                                            '#include "projector/core/record.h"\n')

    def test_config_includes_options_of_every_part_and_nothing_else_of_them(self):
        self.accepts("src/config/load.cpp", '#include "projector/kafka/options.h"\n')
        self.refuses("src/config/load.cpp", '#include "projector/kafka/consumer.h"\n',
                     "config may not include")

    def test_a_unit_test_is_bound_as_its_part_is(self):
        self.refuses("tests/unit/core/lane_test.cpp", '#include "projector/runtime/ports.h"\n',
                     "core may not include")

    def test_the_app_may_include_everything_of_ours(self):
        self.accepts("src/app/main.cpp", '#include "projector/kafka/consumer.h"\n')

    def test_a_third_party_header_belongs_to_its_part(self):
        self.refuses("src/runtime/loop.cpp", "#include <librdkafka/rdkafka.h>\n",
                     "belongs to kafka, sim only")

    def test_an_unknown_third_party_header_is_refused(self):
        self.refuses("src/runtime/loop.cpp", "#include <boost/any.hpp>\n", "in no row")

    def test_gtest_stays_out_of_production_code(self):
        self.refuses("src/base/check.cpp", "#include <gtest/gtest.h>\n", "belongs to tests only")

    def test_a_unit_test_may_include_gtest_and_its_parts_library(self):
        self.accepts("tests/unit/kafka/intake_test.cpp",
                     "#include <gtest/gtest.h>\n#include <librdkafka/rdkafka.h>\n")

    def test_a_header_of_151_lines_is_too_long(self):
        self.accepts("src/app/a.h", "#pragma once\n" * 150)
        self.refuses("src/app/a.h", "#pragma once\n" * 151, "151 lines, 150 at most")

    def test_a_source_of_401_lines_is_too_long(self):
        self.accepts("src/app/a.cpp", "\n" * 400)
        self.refuses("src/app/a.cpp", "\n" * 401, "401 lines, 400 at most")

    def test_a_script_without_a_suffix_has_a_limit_too(self):
        self.refuses("scripts/demo", "\n" * 401, "401 lines")

    def test_a_header_needs_pragma_once(self):
        self.refuses("src/app/a.h", "int x;\n", "#pragma once")

    def test_a_file_may_not_be_called_utils(self):
        self.refuses("src/app/string_utils.cpp", "", "'utils' says nothing")

    def test_a_type_may_not_be_called_manager(self):
        self.refuses("src/app/a.cpp", "class ConnectionManager;\n", "'manager' says nothing")

    def test_std_mutex_stays_in_base(self):
        self.accepts("include/projector/base/mutex.h", "#pragma once\nstd::mutex mutex_;\n")
        self.refuses("src/runtime/queue.cpp", "std::mutex mutex_;\n", "use projector::Mutex")

    def test_no_test_sleeps(self):
        self.refuses("tests/unit/core/a_test.cpp", "std::this_thread::sleep_for(1s);\n", "sleeps")

    def test_no_test_is_skipped(self):
        self.refuses("tests/unit/core/a_test.cpp", "GTEST_SKIP();\n", "skipped")

    def test_no_python_test_sleeps(self):
        self.refuses("tests/integration/test_a.py", "time.sleep(1)\n", "sleeps")

    def test_the_core_reads_no_clock(self):
        self.refuses("src/core/lane.cpp", "auto now = std::chrono::steady_clock::now();\n",
                     "time is an argument")

    def test_the_core_knows_no_threads(self):
        self.refuses("src/core/lane.cpp", "#include <thread>\n", "no I/O and no threads")

    def test_a_todo_names_an_issue(self):
        self.accepts("src/app/a.cpp", "// TODO(#12): say it twice.\n")
        self.refuses("src/app/a.cpp", "// TODO: say it twice.\n", "open an issue")

    def test_a_registry_is_not_named(self):
        self.refuses("docs/setup.md", "from " + "pypi" + ".org\n", "name packages")

    def test_a_relative_link_leads_somewhere(self):
        self.accepts("README.md", "[a](https://example.org/x) [b](#here) [c](README.md#here)\n")
        self.refuses("README.md", "[guarantees](docs/GUARANTEES.md)\n", "leads nowhere")

    def test_a_build_tree_is_not_looked_at(self):
        self.plant("out/CMakeCache.txt", "")
        self.accepts("out/generated_utils.cpp", "std::mutex mutex_;\n")


class FormatCheck(unittest.TestCase):
    def run_on(self, text):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "src" / "a.cpp"
            source.parent.mkdir()
            source.write_text(text)
            return subprocess.run([CHECK_FORMAT, folder], capture_output=True, text=True,
                                  check=False)

    def test_accepts_formatted_code(self):
        done = self.run_on("int x = 1;\n")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_refuses_other_code(self):
        self.assertNotEqual(self.run_on("int   x=1;\n").returncode, 0)


if __name__ == "__main__":
    unittest.main()
