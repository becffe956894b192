"""The Dockerfile and the composition: clean, pinned, and true to the demo and to the packages."""

import json
import os
import re
import subprocess
import sys

import jsonschema
import pytest
import yaml

from dashboards import boards
from manifests import REPOSITORY, TOOLS, tool

sys.path.insert(0, str(REPOSITORY / "scripts"))

from demo_play import evening, stage  # noqa: E402 (found by the line above)

FOLDER = REPOSITORY / "deploy" / "container"
DOCKERFILE = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
COMPOSITION = yaml.safe_load((FOLDER / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSITION["services"]
# Of scripts/packages/debian.list: what only Debian 12 needs, to build librdkafka, and Debian 13's
# librdkafka-dev brings along.
FOR_LIBRDKAFKA = {"libcurl4-openssl-dev", "liblz4-dev", "libsasl2-dev", "libssl-dev", "libzstd-dev",
                  "zlib1g-dev"}
FOR_BUILDING = {"cmake", "g++", "ninja-build", "pkgconf", "libpqxx-dev", "librdkafka-dev"}


def packages(stage_name):
    """Package -> version pinned, of one stage."""
    text = re.search(rf"^FROM \S+ AS {stage_name}\n(.*?)(?=^FROM|\Z)", DOCKERFILE, re.M | re.S)[1]
    return dict(re.findall(r"^ {6}([a-z0-9.+-]+)(?:=(\S+))? \\$", text, re.M))


def section(title):
    """Packages of one section of scripts/packages/debian.list."""
    text = (REPOSITORY / "scripts" / "packages" / "debian.list").read_text(encoding="utf-8")
    lines = re.search(rf"^# {title}\n(.*?)(?=^#|\Z)", text, re.M | re.S)[1].split("\n")
    return {line for line in lines if line}


# --- The image.

def test_hadolint_has_nothing_to_say():
    code, said = tool("hadolint", "--failure-threshold", "style", FOLDER / "Dockerfile")
    assert code == 0 and not said, said
    assert "hadolint ignore" not in DOCKERFILE


def test_every_package_is_pinned():
    for stage_name in ("build", "test", "runtime"):
        assert packages(stage_name)
        assert all(packages(stage_name).values()), packages(stage_name)


def test_it_is_built_from_the_packages_that_developers_have():
    assert set(packages("build")) == \
        (section("Libraries of the daemon") - FOR_LIBRDKAFKA) | FOR_BUILDING


def test_the_libraries_are_the_tested_ones():
    script = (REPOSITORY / "scripts" / "dependencies").read_text(encoding="utf-8")
    for name, package in (("librdkafka", "librdkafka-dev"), ("libpqxx", "libpqxx-dev")):
        tested = re.search(rf"^readonly {name}={name}-([\d.]+)", script, re.M)[1]
        assert packages("build")[package] == tested + "*"
    assert packages("runtime")["librdkafka1"] == packages("build")["librdkafka-dev"]


def test_nobody_runs_as_root():
    last_user = re.findall(r"^USER (\S+)", DOCKERFILE, re.M)
    assert last_user == ["10001:10001"]
    assert DOCKERFILE.index("USER") < DOCKERFILE.index("FROM runtime AS daemon")


def test_the_daemon_is_the_default_target():
    assert re.findall(r"^FROM \S+ AS (\w+)", DOCKERFILE, re.M)[-1] == "daemon"
    assert "harbor-sim" not in DOCKERFILE[DOCKERFILE.index("AS daemon"):]


def test_version_and_base_are_those_of_the_build():
    version = re.search(r"^  VERSION (\S+)", (REPOSITORY / "CMakeLists.txt").read_text(), re.M)[1]
    assert f'version="{version}"' in DOCKERFILE
    bases = set(re.findall(r"^FROM (debian\S+)", DOCKERFILE, re.M))
    assert len(bases) == 1 and f'base.name="{bases.pop()}"' in DOCKERFILE


def test_what_is_copied_is_sent_to_the_builder():
    sent = {line[1:] for line in (REPOSITORY / ".dockerignore").read_text().splitlines()
            if line.startswith("!")}
    copied = {word for words in re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.M)
              for word in words.split()}
    assert all((REPOSITORY / path).exists() for path in copied)
    assert all(any(path == name or path.startswith(name + "/") for name in sent)
               for path in copied)


@pytest.mark.parametrize("script", ["livez.sh", "evening.sh"])
def test_scripts_are_valid(script):
    assert os.access(FOLDER / script, os.X_OK)
    subprocess.run(["bash", "-n", FOLDER / script], check=True)


# --- The composition.

def test_it_is_what_the_compose_specification_takes():
    schema = json.loads((TOOLS / "schemas" / "compose-spec.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft7Validator(schema)
    assert not [error.message for error in validator.iter_errors(COMPOSITION)]
    wrong = {**COMPOSITION, "services": {"kafka": {"imagine": "apache/kafka"}}}
    assert list(validator.iter_errors(wrong))


def test_what_it_refers_to_is_there():
    for name, service in SERVICES.items():
        assert set(service.get("depends_on", {})) <= set(SERVICES)
        assert set(service["networks"]) <= set(COMPOSITION["networks"])
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            there = (FOLDER / source).exists() if source.startswith(".") else \
                source in COMPOSITION["volumes"]
            assert there, f"{name}: {volume}"


def test_dependencies_wait_for_what_can_be_waited_for():
    for service in SERVICES.values():
        for other, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy" and "build" not in SERVICES[other]:
                assert "healthcheck" in SERVICES[other]


def test_images_are_pinned():
    for service in SERVICES.values():
        assert re.search(r":v?\d+\.\d+(\.\d+)?(-\w+)?$", service["image"])


def test_ports_are_open_to_this_machine_only():
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports and all(port.startswith("127.0.0.1:") for port in ports)
    assert COMPOSITION["networks"]["servers"]["internal"] is True


def test_the_load_is_the_demos():
    told = SERVICES["evening"]["environment"]
    assert told["PROFILE"] == evening.WHOLE.profile
    assert told["SLOW_AT"] == f"{evening.WHOLE.slow_at:g}"
    assert told["LIFT_AT"] == f"{evening.WHOLE.lift_at:g}"
    assert told["SLOW_RATE"] == f"{evening.SLOW_TABLE_RATE:g}"
    script = (FOLDER / "evening.sh").read_text(encoding="utf-8")
    for option in (f"--keys {stage.BOOKINGS}", f"--size {stage.EVENT_BYTES}",
                   f"--bad {stage.BAD_SHARE}", f"--table {stage.TABLE}"):
        assert option in script


def test_the_servers_are_set_up_as_for_the_demo():
    topics = SERVICES["topics"]["command"][0]
    assert f"booking-events --partitions {stage.PARTITIONS}\n" in topics
    assert SERVICES["postgres"]["environment"]["POSTGRES_DB"] == stage.DATABASE
    mounted = " ".join(SERVICES["postgres"]["volumes"])
    for path in (REPOSITORY / "config" / "sql").glob("*.sql"):
        assert f"config/sql/{path.name}:" in mounted
    version = re.search(r"=kafka-([\d.]+)\+", (REPOSITORY / "scripts/dependencies").read_text())[1]
    assert SERVICES["kafka"]["image"] == SERVICES["topics"]["image"] == f"apache/kafka:{version}"


def test_the_daemons_configuration_is_the_example_and_valid():
    path = FOLDER / "projector.yaml"
    composed = yaml.safe_load(path.read_text(encoding="utf-8"))
    example = yaml.safe_load((REPOSITORY / "config" / "harbor_point.yaml").read_text())
    for name in ("topics", "projections", "admission"):
        assert composed[name] == example[name]
    for name in ("group", "instance_id"):
        assert composed["kafka"][name] == example["kafka"][name]
    done = subprocess.run([os.environ["PROJECTOR_BINARY"], "validate", "--config", path],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "0 errors" in done.stdout, done.stdout + done.stderr


def test_prometheus_scrapes_the_daemon_and_loads_the_rules(tmp_path):
    text = (FOLDER / "prometheus.yml").read_text(encoding="utf-8")
    port = yaml.safe_load((FOLDER / "projector.yaml").read_text())["http"]["admin"].split(":")[1]
    assert f"projector:{port}" in text
    page = tmp_path / "prometheus.yml"
    page.write_text(text.replace("/etc/prometheus/rules", str(REPOSITORY / "deploy/prometheus")))
    done = subprocess.run(["promtool", "check", "config", page], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0 and "2 rule files" in done.stdout, done.stdout + done.stderr


def test_grafana_begins_with_a_dashboard_that_is_there():
    home = SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert home.rpartition("/")[2].removesuffix(".json") in boards()
    folders = yaml.safe_load((REPOSITORY / "deploy/grafana/provisioning/dashboards/"
                              "manifest-projector.yml").read_text())["providers"]
    assert home.rpartition("/")[0] == folders[0]["options"]["path"]
