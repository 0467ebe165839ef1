"""What bootstrap.py needs only when something failed, or a caller sent a client context."""

import os
import time
import traceback

from martlet_bootstrap import Fault, decode, encode, serve

MAX_TYPE_BYTES = 512
MAX_MESSAGE_CHARS = 256 * 1024
MAX_ENTRIES = 1000
MAX_ENTRY_CHARS = 4096
OWN_FILE = serve.__code__.co_filename


def report(error, settings):
    """Logs an error as AWS's runtime does; returns its type and its document, both bytes."""
    if isinstance(error, Fault):
        error_type, trace = error.error_type, error.trace
    else:
        error_type, trace = type(error).__name__, stack(error.__traceback__)
    document = {
        "errorMessage": text_of(error)[:MAX_MESSAGE_CHARS],
        "errorType": error_type,
        "requestId": settings.request_id,
        "stackTrace": trace,
    }
    write(as_json(document) if settings.json_log else as_text(document))
    return error_type.encode("utf-8", "replace")[:MAX_TYPE_BYTES], encode(document)


def text_of(error):
    try:
        return str(error)
    except Exception:
        return f"<unprintable {type(error).__name__} object>"


def stack(first):
    """The frames from the function's first one on, formatted."""
    while first is not None and first.tb_frame.f_code.co_filename == OWN_FILE:
        first = first.tb_next
    frames = traceback.extract_tb(first, limit=-MAX_ENTRIES)
    entries = traceback.format_list([(f.filename, f.lineno, f.name, f.line) for f in frames])
    return [entry[:MAX_ENTRY_CHARS] for entry in entries]


def as_json(document):
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return encode({"timestamp": now, "level": "ERROR", **document})


def as_text(document):
    """One log event: its lines are joined by carriage returns, indented by no-break spaces."""
    head = f"[ERROR] {document['errorType']}"
    if document["errorMessage"]:
        head += f": {document['errorMessage']}"
    lines = [head, "Traceback (most recent call last):"]
    for entry in document["stackTrace"]:
        for line in entry.splitlines() or [""]:
            text = line.lstrip(" ")
            lines.append("\u00a0" * (len(line) - len(text)) + text)
    return "\r".join(lines).replace("\n", "\r").encode("utf-8", "backslashreplace")


def write(line):
    """One line to standard output, whatever the function has made of sys.stdout."""
    left = memoryview(line + b"\n")
    while left:
        left = left[os.write(1, left) :]


class ClientContext:
    __slots__ = ("custom", "env", "client")


class Client:
    __slots__ = (
        "installation_id",
        "app_title",
        "app_version_name",
        "app_version_code",
        "app_package_name",
    )


def client_context(text):
    """The caller's client context as an object."""
    try:
        context = fill(ClientContext(), decode(text.encode()))
        if context.client is not None:
            context.client = fill(Client(), context.client)
        return context
    except Exception as error:
        raise Fault(
            "Runtime.LambdaContextUnmarshalError", f"Unable to parse Client Context JSON: {error}"
        ) from None


def fill(target, values):
    for name in target.__slots__:
        setattr(target, name, values.get(name))
    return target
