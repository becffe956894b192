#!/usr/bin/env python3
"""JSON Schemas in the form that kubeconform looks for.

schemas.py FOLDER KUBERNETES CRD.yaml...

writes FOLDER/<group>/<kind>_<version>.json for each version of the custom resource definitions, and
FOLDER/v<version>/<kind>-<group>-<version>.json for the Kubernetes versions of which the manifests are
tested, from the folder of the package kubernetes-validate.
"""

import json
import sys
from pathlib import Path

import yaml


def strict(schema):
    """Refuses what the definition does not name, as the API server would drop it."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("x-kubernetes-int-or-string"):
        return {"type": ["integer", "string"]}
    made = {key: strict(value) for key, value in schema.items() if key != "description"}
    is_open = schema.get("x-kubernetes-preserve-unknown-fields") or \
        schema.get("x-kubernetes-embedded-resource")
    if isinstance(schema.get("properties"), dict) and not is_open:
        made.setdefault("additionalProperties", False)
    return made


def resource(schema):
    """The schema of a whole resource: its metadata is everybody's, and not in the definition."""
    made = strict(schema)
    made["properties"]["metadata"] = {"type": "object"}
    return made


# The oldest that the manifests ask for (preStop.sleep), and the newest.
VERSIONS = ("v1.30.0", "v1.37.0")


def kubernetes(folder, source):
    """The package names its schemas by addresses of which no server is; here they are files."""
    for version in VERSIONS:
        target = Path(folder) / version
        target.mkdir(parents=True, exist_ok=True)
        for path in (Path(source) / f"{version}-local-strict").glob("*.json"):
            schema = json.loads(path.read_text(encoding="utf-8"))
            schema.pop("$id", None)
            text = json.dumps(schema).replace('"/api/_definitions.json#', '"_definitions.json#')
            (target / path.name).write_text(text)


def custom(folder, paths):
    for path in paths:
        definition = yaml.safe_load(Path(path).read_text(encoding="utf-8"))["spec"]
        group = Path(folder) / definition["group"]
        group.mkdir(parents=True, exist_ok=True)
        for version in definition["versions"]:
            page = group / f"{definition['names']['kind'].lower()}_{version['name']}.json"
            page.write_text(json.dumps(resource(version["schema"]["openAPIV3Schema"])))


if __name__ == "__main__":
    kubernetes(sys.argv[1], sys.argv[2])
    custom(sys.argv[1], sys.argv[3:])
