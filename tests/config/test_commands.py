"""`config`, `version`, `completion`, the help texts, and colour: what people and scripts see of them."""

import json
import os
import pty
import re
import socket
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]

BINARY = os.environ["PROJECTOR_BINARY"]
SHIPPED = sorted([*(ROOT / "config").glob("*.yaml"), *(ROOT / "config/examples").glob("*.yaml")])
COMMANDS = re.findall(r"^  ([a-z]+) {2,}", subprocess.run(
    [BINARY, "--help"], capture_output=True, text=True, check=True).stdout.split(
        "Subcommands:")[1].split("Examples:")[0], re.M)

SECRETS = """\
kafka:
  properties: {sasl.password: hunter2, ssl.key.password: hunter2, ssl.key.location: /run/key}
postgres: {url: "postgresql://projector:hunter2@db/harbor", password_file: %s}
topics: [{name: a, projection: p}]
projections:
  p: {table: t, key: [a], version: {column: v, from: /v}, columns: {a: /a}}
"""
IDLE = "  idle: {table: t, key: [a], version: {column: v, from: /v}, columns: {a: /a}}\n"


def run(*arguments, **more):
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=60,
                          check=False, **more)


def on_terminal(*arguments, **variables):
    """What the program writes to a terminal for its stderr."""
    leader, follower = pty.openpty()
    with subprocess.Popen([BINARY, *arguments], stdout=subprocess.DEVNULL, stderr=follower,
                          env={"TERM": "xterm", **variables}) as program:
        os.close(follower)
        text = b""
        try:
            while piece := os.read(leader, 4096):
                text += piece
        except OSError:  # Linux says so that the other end is closed.
            pass
        program.wait(timeout=60)
    os.close(leader)
    return text.decode()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_effective_configuration_reads_as_it_is_printed(path, tmp_path):
    first = run("config", "--config", str(path))
    assert (first.returncode, first.stderr) == (0, "")
    copy = tmp_path / "effective.yaml"
    copy.write_text(first.stdout)
    second = run("config", "--config", str(copy))
    assert (second.stdout, second.stderr) == (first.stdout, "")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_effective_configuration_is_the_same_as_json(path):
    text = run("config", "--config", str(path)).stdout
    assert yaml.safe_load(text) == json.loads(
        run("config", "--config", str(path), "--format", "json").stdout)


def test_passwords_are_hidden_and_paths_are_not(tmp_path):
    password_file = tmp_path / "password"
    password_file.write_text("hunter2")
    path = tmp_path / "projector.yaml"
    path.write_text(SECRETS % password_file)
    for form in "yaml", "json":
        printed = run("config", "--config", str(path), "--format", form).stdout
        assert "hunter2" not in printed
        effective = yaml.safe_load(printed)
        assert effective["kafka"]["properties"] == {
            "sasl.password": "***", "ssl.key.password": "***", "ssl.key.location": "/run/key"}
        assert effective["postgres"]["url"] == "postgresql://projector:***@db/harbor"
        assert effective["postgres"]["password_file"] == str(password_file)


def test_a_wrong_file_ends_with_78_and_prints_nothing_else(tmp_path):
    path = tmp_path / "projector.yaml"
    path.write_text("flow: 5\n")
    wrong = run("config", "--config", str(path))
    assert (wrong.returncode, wrong.stdout) == (78, "")
    assert "flow: expected keys with values" in wrong.stderr
    assert run("config", "--config", str(tmp_path / "none.yaml")).returncode == 78


def test_a_pipe_without_a_writer_holds_nothing_up(tmp_path):
    password_file = tmp_path / "password"
    os.mkfifo(password_file)
    path = tmp_path / "projector.yaml"
    path.write_text(SECRETS % password_file)
    wrong = run("validate", "--config", str(path))
    assert wrong.returncode == 78
    assert f'postgres.password_file: "{password_file}" is a pipe, and must be a file' in wrong.stdout


def test_a_folder_or_an_endless_file_is_no_configuration(tmp_path):
    folder = run("validate", "--config", str(tmp_path))
    assert (folder.returncode, "cannot be read: Is a directory" in folder.stdout) == (78, True)
    endless = run("validate", "--config", "/dev/zero")
    assert (endless.returncode, "larger than 1 MiB" in endless.stdout) == (78, True)


def test_validate_prints_the_worst_case_of_memory():
    path = str(ROOT / "config/harbor_point.yaml")
    told = run("validate", "--config", path)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == """\
memory at worst: 240MiB, within flow.memory_limit (256MiB)
     48MiB  base       code, libraries, connections, metrics
     64MiB  in flight  flow.in_flight_bytes (64MiB)
     64MiB  batches    postgres.writers (4) x 4 x flow.batch_bytes (4MiB)
     64MiB  prefetch   flow.prefetch_bytes (16MiB) x 4, for fetches in the air: up to 48 : 1 compressed, 16 : 1 from 3 brokers at once
0 errors, 0 warnings; --connect also asks the servers.
"""


def test_validate_says_all_that_config_says(tmp_path):
    path = tmp_path / "projector.yaml"
    path.write_text("flow: {batch_row: 5}\nkafka: {properties: {partition.assignment.strategy: "
                    "cooperative-sticky}}\ntopics: []\n")
    told = run("validate", "--config", str(path))
    refused = run("config", "--config", str(path)).stderr
    assert (told.returncode, told.stderr) == (78, "")
    assert told.stdout == refused
    report = json.loads(run("validate", "--config", str(path), "--format", "json").stdout)
    findings = report.pop("findings")
    assert report == {"file": str(path), "valid": False, "exit_code": 78, "connected": False,
                      "errors": 2, "warnings": 1, "memory": None}
    assert findings[0] == {"severity": "error", "line": 1, "column": 8,
                           "message": 'unknown key "batch_row" in flow',
                           "remedy": 'did you mean "batch_rows"?'}
    assert [finding["severity"] for finding in findings] == ["error", "warning", "error"]


def test_warnings_do_not_make_a_file_invalid(tmp_path):
    path = tmp_path / "projector.yaml"
    path.write_text(SECRETS % path + IDLE)
    told = run("validate", "--config", str(path))
    assert told.returncode == 0
    assert f"{path}:7:3: warning: no topic uses the projection \"idle\"" in told.stdout
    assert told.stdout.endswith("\n0 errors, 1 warning; --connect also asks the servers.\n")
    assert "hunter2" not in told.stdout


def test_validate_knows_what_librdkafka_takes(tmp_path):
    path = tmp_path / "projector.yaml"
    properties = ("{sasl.passwort: hunter2, sasl.mechanism: PLAIN, no.such: 1,"
                  " session.timeout.ms: 0, security.protocol: hunter2}")
    path.write_text(SECRETS.replace("{sasl.password: hunter2, ssl.key.password: hunter2,"
                                    " ssl.key.location: /run/key}", properties) % path)
    told = run("validate", "--config", str(path))
    assert told.returncode == 78
    assert "hunter2" not in told.stdout
    assert [line.replace(str(path), "") for line in told.stdout.splitlines() if ": error: " in line] == [
        ':2:31: error: librdkafka has no property "sasl.passwort"',
        ':2:72: error: librdkafka has no property "no.such"',
        ":2:95: error: librdkafka refuses kafka.properties.session.timeout.ms: Configuration"
        ' property "session.timeout.ms" value is outside allowed range 1..3600000',
        ":2:117: error: librdkafka refuses kafka.properties.security.protocol: Invalid value for"
        ' configuration property "security.protocol"']
    assert 'did you mean "sasl.password"?' in told.stdout


def test_validate_names_a_file_that_is_not_there(tmp_path):
    told = run("validate", "--config", str(tmp_path / "none.yaml"))
    assert told.returncode == 78
    assert told.stdout.startswith(f"{tmp_path / 'none.yaml'}: error: the file cannot be read: ")


def test_version_is_read_by_programs():
    versions = json.loads(run("version", "--format", "json").stdout)
    assert versions.keys() == {"version", "commit", "librdkafka", "libpq"}
    assert all(versions.values())
    assert f"librdkafka {versions['librdkafka']}\n" in run("version").stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_has_an_example(command):
    told = run(command, "--help")
    assert told.returncode == 0
    assert re.search(rf"^Examples?:\n.*manifest-projector {command}", told.stdout, re.M)


@pytest.mark.parametrize("arguments", [
    [], ["walk"], ["run"], ["config"], ["schema", "--format", "xml"], ["completion", "powershell"],
    ["config", "--config"], ["version", "now"]], ids=" ".join)
def test_wrong_usage_ends_with_64(arguments):
    wrong = run(*arguments)
    assert (wrong.returncode, wrong.stdout) == (64, "")
    assert wrong.stderr


@pytest.mark.parametrize("arguments, said", [
    (["valdate"], 'unknown command "valdate"; did you mean "validate"?'),
    (["walk"], 'unknown command "walk"; known are: ' + ", ".join(COMMANDS)),
    (["validate", "--confg", "x"], 'unknown option "--confg" of validate; did you mean "--config"?'),
    (["validate", "--config", "x", "--conect"],
     'unknown option "--conect" of validate; did you mean "--connect"?'),
    (["version", "now"], 'unknown argument "now" of version; known are: --help, --format'),
    (["run"], "--config is required"), (["run", "--config"], "--config: 1 required FILE missing")])
def test_wrong_usage_is_named(arguments, said):
    assert run(*arguments).stderr == said + "\nRun with --help for more information.\n"


BURST = ("--arrivals", "3000/s", "--sink", "600/s", "--for", "5m")


def test_a_burst_is_reckoned_from_the_configuration():
    said = run("validate", "--config", str(ROOT / "config/harbor_point.yaml"), *BURST,
               "--afterwards", "500/s").stdout
    assert said.count("3,000/s for 5 min at a sink of 600/s:\n") == 1
    for words in ("booking-events: It is absorbed for 2 min 30 s, then records are older than the"
                  " 2 min allowed.", "720,000 records wait in Kafka, the oldest 4 min old",
                  "the last of them is 20 min old when it is applied",
                  "drained 2 h after the end, with 500/s going on to arrive",
                  "at worst, as without it"):
        assert words in said, said


def test_a_burst_is_reckoned_for_programs():
    told = json.loads(run("validate", "--config", str(ROOT / "config/harbor_point.yaml"), *BURST,
                          "--format", "json").stdout)["sizing"]
    assert told["arrivals"] == 3000 and told["afterwards"] == 0
    assert told["topics"][0]["budget_broken_after_s"] == 150
    assert told["topics"][0]["drained_after_s"] == 1200


@pytest.mark.parametrize("wrong, said", [
    (["--arrivals", "3000/s"], "--sink"), (["--for", "5m"], "--arrivals"),
    ([*BURST[:4], "--for", "5"], 'write it as 5m'), (["--arrivals", "3000", *BURST[2:]], "3000/s")])
def test_a_burst_is_asked_for_with_all_that_it_takes(wrong, said):
    told = run("validate", "--config", str(ROOT / "config/harbor_point.yaml"), *wrong)
    assert (told.returncode, told.stdout) == (64, "")
    assert said in told.stderr


def test_a_daemon_that_is_not_there_is_named():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        away = run("explain", "--url", url)
    assert (away.returncode, away.stdout) == (69, "")
    assert url in away.stderr and "--url" in away.stderr


def test_a_url_that_no_daemon_can_have_is_refused():
    wrong = run("explain", "--url", "https://localhost:9464")
    assert (wrong.returncode, wrong.stdout) == (64, "")
    assert "http://HOST:PORT" in wrong.stderr


def completed(*words):
    script = f"""
        source <("{BINARY}" completion bash)
        COMP_WORDS=({" ".join(repr(word) for word in words)}) COMP_CWORD={len(words) - 1}
        _manifest_projector; printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    shell = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60,
                           check=True)
    return shell.stdout.split()


def test_bash_completes_commands_and_their_options():
    assert completed("manifest-projector", "") == COMMANDS
    assert completed("manifest-projector", "con") == ["config"]
    assert completed("manifest-projector", "config", "--") == ["--help", "--config", "--format"]


def test_colour_is_for_terminals_only(tmp_path):
    path = tmp_path / "projector.yaml"
    path.write_text("flow: {batch_row: 5}\ntopics: []\n")
    wrong = ["config", "--config", str(path)]
    coloured = on_terminal(*wrong)
    assert "\033[1;31merror\033[0m: unknown key" in coloured
    assert "\033[32m" in coloured
    plain = run(*wrong).stderr
    assert "\033" not in plain
    assert re.sub(r"\033\[[0-9;]*m", "", coloured).replace("\r\n", "\n") == plain
    assert "\033" not in on_terminal(*wrong, NO_COLOR="1")
    assert "\033" not in on_terminal(*wrong, TERM="dumb")
