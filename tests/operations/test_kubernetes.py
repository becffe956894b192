"""The manifests: valid, restricted, and true to one another and to the daemon."""

import os
import re
import shutil
import subprocess

import pytest
import yaml

import rules
from manifests import (FOLDER, OVERLAYS, REPOSITORY, TOOLS, WORKLOADS, configuration, container,
                       daemon_of, labels_of_pods, mebibytes, objects, of_kind, one, pod, seconds,
                       selects, text, tool)

OLDEST, NEWEST = "1.30.0", "1.37.0"
SCHEMAS = TOOLS / "schemas"
SECRETS = "/run/secrets/projector"

every_overlay = pytest.mark.parametrize("overlay", OVERLAYS)


# --- Other people's judges.

def conform(manifests, version):
    plain = "{{.NormalizedKubernetesVersion}}/{{.ResourceKind}}{{.KindSuffix}}.json"
    custom = "{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json"
    return tool("kubeconform", "-strict", "-summary", "-kubernetes-version", version,
                "-schema-location", SCHEMAS / plain, "-schema-location", SCHEMAS / custom, "-",
                stdin=manifests)


@every_overlay
@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_objects_are_what_the_api_takes(overlay, version):
    code, said = conform(text(overlay), version)
    assert code == 0 and "Skipped: 0" in said, said


@pytest.mark.parametrize("right, wrong", [
    ("terminationGracePeriodSeconds:", "terminationGraceSeconds:"),  # Deep in a referred schema.
    ("fallback:", "fallbacks:"), ("podMetricsEndpoints:", "endpoints:"), ("expr:", "expression:")])
def test_a_field_that_is_not_there_is_found(right, wrong):
    manifests = text("production")
    assert right in manifests
    code, said = conform(manifests.replace(right, wrong), NEWEST)
    assert code == 1 and "additional properties '" + wrong[:-1] in said, said


@every_overlay
def test_pods_are_restricted(overlay):
    code, said = tool("restricted", stdin=text(overlay))
    assert code == 0, said
    assert said.count("allowed") == len(of_kind(overlay, *WORKLOADS))


def test_a_pod_that_is_not_restricted_is_found():
    loose = text("minimal").replace("allowPrivilegeEscalation: false",
                                    "allowPrivilegeEscalation: true")
    code, said = tool("restricted", stdin=loose)
    assert code == 1 and "allowPrivilegeEscalation" in said


@every_overlay
def test_kube_score_has_nothing_to_add(overlay):
    code, said = tool("kube-score", "score", "--exit-one-on-warning", "--output-format", "ci", "-",
                      stdin=text(overlay))
    assert code == 0, said


# --- True to one another.

@every_overlay
def test_selectors_find_their_pods(overlay):
    labels = labels_of_pods(overlay)
    for thing in of_kind(overlay, "Service", "NetworkPolicy", "PodDisruptionBudget", "PodMonitor",
                         "StatefulSet", "Deployment"):
        spec = thing["spec"]
        selector = spec.get("podSelector") or spec["selector"]
        found = [one_pod for one_pod in labels if selects(selector, one_pod)]
        assert len(found) == 1, f"{thing['kind']} {thing['metadata']['name']} finds {found}"


@every_overlay
def test_every_pod_has_a_network_policy(overlay):
    policies = of_kind(overlay, "NetworkPolicy")
    for labels in labels_of_pods(overlay):
        policy, = [one for one in policies if selects(one["spec"]["podSelector"], labels)]
        assert set(policy["spec"]["policyTypes"]) == {"Ingress", "Egress"}


@every_overlay
def test_ports_are_named_as_in_the_pod(overlay):
    ports = {port["name"] for port in container(daemon_of(overlay))["ports"]}
    named = set()
    for service in of_kind(overlay, "Service"):
        named |= {port["targetPort"] for port in service["spec"]["ports"]}
    for monitor in of_kind(overlay, "PodMonitor"):
        named |= {endpoint["port"] for endpoint in monitor["spec"]["podMetricsEndpoints"]}
    policy = one(overlay, "NetworkPolicy", "manifest-projector")
    named |= {port["port"] for rule in policy["spec"]["ingress"] for port in rule["ports"]}
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        named.add(container(daemon_of(overlay))[probe]["httpGet"]["port"])
    assert named == ports


@every_overlay
def test_config_maps_in_use_are_made(overlay):
    made = {thing["metadata"]["name"] for thing in of_kind(overlay, "ConfigMap")}
    used = {volume["configMap"]["name"] for workload in of_kind(overlay, *WORKLOADS)
            for volume in pod(workload)["volumes"] if "configMap" in volume}
    assert used <= made
    assert all(re.search(r"-[a-z0-9]{10}$", name) for name in used), "the name carries a hash"


@every_overlay
def test_volumes_and_their_mounts_agree(overlay):
    for workload in of_kind(overlay, *WORKLOADS):
        mounts = container(workload)["volumeMounts"]
        assert {mount["name"] for mount in mounts} == {one["name"] for one in
                                                       pod(workload)["volumes"]}
        assert all(mount["readOnly"] for mount in mounts)


@every_overlay
def test_nothing_secret_comes_by_the_environment(overlay):
    for workload in of_kind(overlay, *WORKLOADS):
        assert "secretKeyRef" not in str(workload) and "envFrom" not in str(workload)
    assert not of_kind(overlay, "Secret"), "secrets are not made here"


@every_overlay
def test_images_are_pinned(overlay):
    for workload in of_kind(overlay, *WORKLOADS):
        _, _, version = container(workload)["image"].rpartition(":")
        assert re.fullmatch(r"[0-9a-f]{64}|\d+\.\d+(\.\d+)?(-\w+)?", version)


def test_the_scaler_scales_what_is_there_by_what_is_recorded():
    scaler = one("production", "ScaledObject", "manifest-projector")["spec"]
    target = daemon_of("production")
    assert scaler["scaleTargetRef"]["kind"] == target["kind"]
    assert scaler["scaleTargetRef"]["name"] == target["metadata"]["name"]
    assert "replicas" not in target["spec"], "two would decide"
    metadata = scaler["triggers"][0]["metadata"]
    assert re.search(r"namespace_job:\w+:\w+", metadata["query"]).group() in rules.recordings()
    assert f'namespace="{target["metadata"]["namespace"]}"' in metadata["query"]


def test_connections_stay_below_what_postgres_grants():
    most = one("production", "ScaledObject", "manifest-projector")["spec"]["maxReplicaCount"]
    writers = yaml.safe_load(configuration("production")[1])["postgres"]["writers"]
    assert most * writers <= 30, "PostgreSQL's own default is 100 for everybody"


def test_the_operator_gets_the_rules_and_the_dashboards():
    assert one("production", "PrometheusRule", "manifest-projector")["spec"]["groups"]
    job_label = one("production", "PodMonitor", "manifest-projector")["spec"]["jobLabel"]
    assert labels_of_pods("production")[0][job_label] == "manifest-projector"


def test_every_file_of_sql_is_in_the_job():
    folder = REPOSITORY / "config" / "sql"
    listed = yaml.safe_load((folder / "kustomization.yaml").read_text())["configMapGenerator"][0]
    assert sorted(listed["files"]) == sorted(path.name for path in folder.glob("*.sql"))


# --- True to the daemon.

def with_secrets(configuration_text, folder):
    """The configuration with its secrets in a folder that is there."""
    for name in set(re.findall(rf"{SECRETS}/([\w.-]+)", configuration_text)):
        (folder / name).write_text("not a secret")
    return configuration_text.replace(SECRETS, str(folder))


@every_overlay
def test_validate_accepts_the_configuration(overlay, tmp_path):
    file = tmp_path / "projector.yaml"
    file.write_text(with_secrets(configuration(overlay)[1], tmp_path))
    environment = {one["name"]: one.get("value", "pod-0")
                   for one in container(daemon_of(overlay))["env"]}
    done = subprocess.run([os.environ["PROJECTOR_BINARY"], "validate", "--config", file],
                          env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "0 errors" in done.stdout, done.stdout + done.stderr


@every_overlay
def test_the_grace_adds_up(overlay):
    shutdown = yaml.safe_load(configuration(overlay)[1])["shutdown"]
    workload = daemon_of(overlay)
    pause = container(workload)["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert pod(workload)["terminationGracePeriodSeconds"] == pause + seconds(shutdown["grace"])
    assert seconds(shutdown["drain"]) < seconds(shutdown["grace"])


@every_overlay
def test_memory_is_above_what_the_daemon_bounds(overlay):
    resources = container(daemon_of(overlay))["resources"]
    bound = mebibytes(yaml.safe_load(configuration(overlay)[1])["flow"]["memory_limit"])
    assert resources["requests"]["memory"] == resources["limits"]["memory"]
    assert mebibytes(resources["limits"]["memory"]) >= bound * 5 / 4


@every_overlay
def test_ports_are_those_that_the_daemon_listens_on(overlay):
    http = yaml.safe_load(configuration(overlay)[1])["http"]
    ports = {port["name"]: port["containerPort"] for port in container(daemon_of(overlay))["ports"]}
    assert http == {"admin": f"0.0.0.0:{ports['metrics']}",
                    "admission": f"0.0.0.0:{ports['admission']}"}


def test_topics_projections_and_admission_are_those_of_the_example():
    example = yaml.safe_load((REPOSITORY / "config" / "harbor_point.yaml").read_text())
    deployed = yaml.safe_load(configuration("minimal")[1])
    for name in ("topics", "projections", "admission"):
        assert deployed[name] == example[name]


def test_members_are_named_by_their_pods_where_pods_have_names():
    def name_of(overlay):
        found, = [one for one in container(daemon_of(overlay))["env"]
                  if one["name"] == "INSTANCE_ID"]
        return found
    assert name_of("minimal")["valueFrom"]["fieldRef"]["fieldPath"] == "metadata.name"
    assert name_of("deployment")["value"] == ""


def test_an_overlay_as_the_readme_has_it_takes_what_is_ones_own(tmp_path):
    for name in ("deploy/kubernetes", "deploy/prometheus", "deploy/grafana", "config/sql"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    mine = tmp_path / "deploy" / "kubernetes" / "overlays" / "mine"
    mine.mkdir()
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    (mine / "kustomization.yaml").write_text(re.search(r"```yaml\n(.*?)```", page, re.S)[1])
    (mine / "projector.yaml").write_text("kafka: {brokers: [MINE]}\n")
    code, said = tool("kustomize", "build", mine)
    assert code == 0, said
    made = list(yaml.safe_load_all(said))
    workloads = {thing["kind"]: thing for thing in made if thing["kind"] in WORKLOADS}
    assert container(workloads["StatefulSet"])["image"] == "YOUR.REGISTRY/manifest-projector:0.1.0"
    assert {"name": "PGHOST", "value": "YOUR.POSTGRES"} in container(workloads["Job"])["env"]
    configured, = [thing for thing in made if "projector.yaml" in thing.get("data", {})]
    assert configured["data"]["projector.yaml"] == "kafka: {brokers: [MINE]}\n"
    assert {"name": configured["metadata"]["name"]} in [
        volume.get("configMap") for volume in pod(workloads["StatefulSet"])["volumes"]]


def test_every_folder_is_in_an_overlay():
    used = {path.name for path in (FOLDER / "components").iterdir()}
    named = "".join(path.read_text() for path in FOLDER.glob("overlays/*/kustomization.yaml"))
    assert all(f"components/{name}" in named for name in used)
    assert all(objects(overlay) for overlay in OVERLAYS)
