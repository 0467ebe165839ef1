#!/usr/bin/env python3
"""Derives wire/models/<service>.json from the API models that AWS publishes.

Usage:  pip download --no-deps botocore==1.44.5 && unzip -d DIR botocore-*.whl
        python3 wire/models/derive.py DIR

Every operation keeps its name and HTTP binding, so that an operation nobody has written yet can be
answered by name. Only the operations listed in IMPLEMENTED keep their shapes. Documentation goes;
constraints, error codes and statuses stay. What the models get wrong or leave open is not patched
here but stated in <service>.overlay.json, so that a newer botocore only needs another run.
"""

import gzip
import json
import pathlib
import sys

BOTOCORE = "1.44.5"

IMPLEMENTED = {
    "lambda": ("2015-03-31", [
        "CreateAlias", "CreateFunction", "DeleteAlias", "DeleteFunction",
        "DeleteFunctionConcurrency", "GetAccountSettings", "GetAlias", "GetFunction",
        "GetFunctionConcurrency", "GetFunctionConfiguration", "Invoke", "ListAliases",
        "ListFunctions", "ListTags", "ListVersionsByFunction", "PublishVersion",
        "PutFunctionConcurrency", "TagResource", "UntagResource", "UpdateAlias",
        "UpdateFunctionCode", "UpdateFunctionConfiguration",
    ]),
    "logs": ("2014-03-28", [
        "DescribeLogGroups", "DescribeLogStreams", "FilterLogEvents", "GetLogEvents",
    ]),
}

METADATA = ["apiVersion", "endpointPrefix", "jsonVersion", "protocol", "serviceId", "signingName",
            "targetPrefix"]
NOISE = {"documentation", "deprecated", "deprecatedMessage", "exception", "box"}


def main(unpacked):
    models = pathlib.Path(__file__).parent
    installed = list(pathlib.Path(unpacked).glob("botocore-*.dist-info"))
    if [p.name for p in installed] != [f"botocore-{BOTOCORE}.dist-info"]:
        sys.exit(f"derive.py: {unpacked} must hold botocore {BOTOCORE}, unpacked from its wheel")
    for service, (version, operations) in IMPLEMENTED.items():
        source = pathlib.Path(unpacked, "botocore/data", service, version, "service-2.json.gz")
        with gzip.open(source) as stream:
            model = json.load(stream)
        target = models / f"{service}.json"
        target.write_text(pretty(trim(model, operations)) + "\n")
        print(f"{target}: {len(model['operations'])} operations, {len(operations)} with shapes")


def trim(model, implemented):
    operations = {}
    shapes = {}
    for name, operation in model["operations"].items():
        kept = {"http": operation["http"]}
        if name in implemented:
            kept["input"] = operation["input"]["shape"]
            if "output" in operation:
                kept["output"] = operation["output"]["shape"]
            kept["errors"] = sorted(error["shape"] for error in operation.get("errors", []))
            for shape in [kept["input"], kept.get("output"), *kept["errors"]]:
                collect(model["shapes"], shape, shapes)
        operations[name] = kept
    metadata = {key: model["metadata"][key] for key in METADATA if key in model["metadata"]}
    return {
        "source": f"botocore {BOTOCORE}, Apache-2.0, trimmed by derive.py; see NOTICE",
        "metadata": metadata,
        "operations": operations,
        "shapes": dict(sorted(shapes.items())),
    }


def collect(all_shapes, name, into):
    if name is None or name in into:
        return
    shape = {key: value for key, value in all_shapes[name].items() if key not in NOISE}
    into[name] = shape
    if "members" in shape:
        shape["members"] = {
            member: {key: value for key, value in reference.items() if key not in NOISE}
            for member, reference in shape["members"].items()
        }
    error = shape.get("error")
    if error:
        error.pop("senderFault", None)
    references = list(shape.get("members", {}).values())
    references += [shape[key] for key in ("member", "key", "value") if key in shape]
    for reference in references:
        collect(all_shapes, reference["shape"], into)


def pretty(value, indent=""):
    """JSON with whatever fits on a line on one line: readable, and a diff shows one shape."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict) or len(indent) + len(line) <= 110 or not value:
        return line
    deeper = indent + "  "
    entries = [f"{deeper}{json.dumps(key)}: {pretty(entry, deeper)}" for key, entry in value.items()]
    return "{\n" + ",\n".join(entries) + "\n" + indent + "}"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
