"""The overlays as kustomize renders them, and what their objects refer to."""

import os
import subprocess
from functools import lru_cache
from pathlib import Path

import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / "deploy" / "kubernetes"
OVERLAYS = ("minimal", "production", "deployment")
TOOLS = Path(os.environ.get("PROJECTOR_PREFIX", "/opt/manifest-projector")) / "operations"
WORKLOADS = ("StatefulSet", "Deployment", "Job")


def tool(name, *words, stdin=None):
    """(exit code, all that it said)."""
    done = subprocess.run([TOOLS / "bin" / name, *map(str, words)], input=stdin, text=True,
                          capture_output=True, check=False)
    return done.returncode, done.stdout + done.stderr


@lru_cache
def text(overlay):
    code, said = tool("kustomize", "build", FOLDER / "overlays" / overlay)
    assert code == 0, said
    return said


@lru_cache
def objects(overlay):
    return list(yaml.safe_load_all(text(overlay)))


def of_kind(overlay, *kinds):
    return [thing for thing in objects(overlay) if thing["kind"] in kinds]


def one(overlay, kind, name):
    found, = [thing for thing in of_kind(overlay, kind) if thing["metadata"]["name"] == name]
    return found


def daemon_of(overlay):
    """The workload that runs the daemon."""
    found, = of_kind(overlay, "StatefulSet", "Deployment")
    return found


def template(workload):
    return workload["spec"]["template"]


def pod(workload):
    return template(workload)["spec"]


def container(workload):
    found, = pod(workload)["containers"]
    return found


def labels_of_pods(overlay):
    return [template(workload)["metadata"]["labels"] for workload in of_kind(overlay, *WORKLOADS)]


def selects(selector, labels):
    """A selector that names nothing selects everything, which here is never meant."""
    wanted = selector.get("matchLabels", selector) if selector else {}
    return bool(wanted) and wanted.items() <= labels.items()


def configuration(overlay):
    """The name of the daemon's ConfigMap, and its text."""
    volumes = {volume["name"]: volume for volume in pod(daemon_of(overlay))["volumes"]}
    name = volumes["config"]["configMap"]["name"]
    return name, one(overlay, "ConfigMap", name)["data"]["projector.yaml"]


def seconds(quantity):
    """90s, 2m, 1h as seconds."""
    return int(quantity[:-1]) * {"s": 1, "m": 60, "h": 3600}[quantity[-1]]


def mebibytes(quantity):
    """256MiB (the daemon's words) or 256Mi (Kubernetes') as a number."""
    number = quantity.removesuffix("B").removesuffix("Mi")
    return int(number)
