"""Runs one Python function inside a sandbox: loads its handler, then answers frames.

The protocol is described in guest/README.md. Whatever happens here is paid by every cold start
and every call, so this file imports nothing that pulls in `re`, and uses json's C halves directly;
martlet_faults (errors) and martlet_logs (the logging module's side) are loaded when first needed.

Python 3.9 and later. The interpreter is started with -I -S -B -u.
"""

import builtins
import os
import sys
from _json import encode_basestring, encode_basestring_ascii, make_encoder, make_scanner
from _struct import Struct
from time import time

EVENTS, ANSWERS = 3, 4
INIT, INVOKE, READY, ANSWER, ERROR, LAST_ERROR = 1, 2, 3, 4, 5, 6
HEADER = Struct(">IIHH")
DEADLINE = Struct(">q")
READ_BYTES = 64 * 1024
MAX_ANSWER_BYTES = 6 * 1024 * 1024 + 100
TRACE = b"_X_AMZN_TRACE_ID"
VARIABLES = os.environ._data  # to change what is shown and nothing else has no documented way
BIRTHS = {"subprocess.Popen", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.system"}

# Where our own modules and the standard library are found, whatever the function puts first:
# bootstrap.py has put our folder at its head while it imports this module.
PLATFORM_PATH = sys.path[:]


class Fault(Exception):
    """A failure that the runtime itself words, as AWS's does."""

    def __init__(self, error_type, message, trace=()):
        super().__init__(message)
        self.error_type = error_type
        self.trace = list(trace)


class Settings:
    """What INIT brought, and the request at work; `request_id` is empty while loading."""

    def __init__(self, head):
        texts = head.decode().split("\0")
        self.handler, self.function_name, self.function_version = texts[:3]
        self.memory_limit_in_mb, self.log_group_name, self.log_stream_name = texts[3:6]
        self.json_log = texts[6] == "JSON"
        self.request_id = ""


# Frames


def receive():
    """Waits for one frame: kind, id, all its bytes, and where its payload begins."""
    data = os.read(EVENTS, READ_BYTES)
    while len(data) < HEADER.size:
        data += os.read(EVENTS, READ_BYTES) or hung_up()
    length, frame_id, kind, head = HEADER.unpack_from(data)
    end = HEADER.size + length
    if len(data) < end:
        data = receive_rest(data, end)
    return kind, frame_id, data, HEADER.size + head


def receive_rest(begin, end):
    data = bytearray(end)
    view = memoryview(data)
    filled = len(begin)
    view[:filled] = begin
    while filled < end:
        filled += os.readv(EVENTS, [view[filled:]]) or hung_up()
    return data


def hung_up():
    # Without cleaning up: the platform has let go of this environment, threads must not keep it.
    os._exit(0)


def send(kind, frame_id, head=b"", payload=b""):
    frame = HEADER.pack(len(head) + len(payload), frame_id, kind, len(head)) + head + payload
    sent = os.write(ANSWERS, frame)
    while sent < len(frame):
        sent += os.write(ANSWERS, memoryview(frame)[sent:])


# JSON, as json.loads and AWS's encoder do it


class Scanning:
    """What json.JSONDecoder hands to the scanner."""

    strict = True
    object_hook = object_pairs_hook = array_hook = None
    parse_float = float
    parse_int = int
    parse_constant = {
        "NaN": float("nan"),
        "Infinity": float("inf"),
        "-Infinity": float("-inf"),
    }.__getitem__


scan = make_scanner(Scanning)


def decode(payload):
    try:
        text = str(payload, "utf-8").strip(" \t\n\r")
        value, end = scan(text, 0)
        if end == len(text):
            return value
    except Exception:
        pass  # the slow way finds out what is wrong, or that nothing is
    try:
        return platform_import("json").loads(bytes(payload))
    except Exception as error:
        raise Fault("Runtime.UnmarshalError", f"Unable to unmarshal input: {error}") from None


class Encoder:
    """Turns an answer into JSON; numbers of type Decimal keep their digits."""

    # Since Python 3.12, AWS's runtime leaves characters beyond ASCII as they are.
    BASE = encode_basestring if sys.version_info >= (3, 12) else encode_basestring_ascii

    def __init__(self, strings=BASE):
        self.chunks = make_encoder(
            {}, self.other, strings, None, ": ", ", ", False, False, True
        )
        self.mark = None

    def encode(self, value):
        text = "".join(self.chunks(value, 0))
        return text if self.mark is None else self.unquote(text)

    # The C encoder takes nothing verbatim: a Decimal becomes a marked string, unquoted afterwards.
    def other(self, value):
        decimal = sys.modules.get("decimal")
        if decimal is not None and isinstance(value, decimal.Decimal):
            if value.is_nan():
                return float("nan")
            self.mark = self.mark or os.urandom(16).hex()
            return f"{self.mark}{value}"
        raise TypeError(f"Object of type {value.__class__.__name__} is not JSON serializable")

    def unquote(self, text):
        first, *rest = text.split('"' + self.mark)
        return first + "".join(piece.replace('"', "", 1) for piece in rest)


encoder = Encoder()


def encode(answer):
    global encoder
    if isinstance(answer, bytes):
        return answer
    try:
        text = encoder.encode(answer)
    except Exception as error:
        encoder = Encoder()  # the failed one remembers what it was in the middle of
        raise Fault("Runtime.MarshalError", f"Unable to marshal response: {error}") from None
    try:
        return text.encode()
    except UnicodeEncodeError:  # half a surrogate pair can only be sent escaped
        return Encoder(encode_basestring_ascii).encode(answer).encode()


# The handler and its context


class CognitoIdentity:
    __slots__ = ("cognito_identity_id", "cognito_identity_pool_id")

    def __init__(self):
        self.cognito_identity_id = self.cognito_identity_pool_id = None


class LambdaContext:
    def __init__(self, settings, request_id, arn, deadline, client_context):
        self.aws_request_id = request_id
        self.log_group_name = settings.log_group_name
        self.log_stream_name = settings.log_stream_name
        self.function_name = settings.function_name
        self.memory_limit_in_mb = settings.memory_limit_in_mb
        self.function_version = settings.function_version
        self.invoked_function_arn = arn
        self.tenant_id = None
        self.client_context = None
        if client_context:
            self.client_context = platform_import("martlet_faults").client_context(client_context)
        self.identity = CognitoIdentity()
        self._epoch_deadline_time_in_ms = deadline

    def get_remaining_time_in_millis(self):
        return max(self._epoch_deadline_time_in_ms - int(time() * 1000), 0)

    def log(self, message):
        sys.stdout.write(str(message))

    def __repr__(self):
        return f"LambdaContext({vars(self)})"


def platform_import(name):
    """Imports a module of ours or of the standard library, never one of the function's."""
    module = sys.modules.get(name)
    if module is None:
        path = sys.path
        sys.path = PLATFORM_PATH
        try:
            module = __import__(name)
        finally:
            sys.path = path
    return module


def load(handler):
    module_name, dot, name = handler.rpartition(".")
    if not dot:
        raise Fault(
            "Runtime.MalformedHandlerName",
            f"Bad handler '{handler}': not enough values to unpack (expected 2, got 1)",
        )
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise Fault(
            "Runtime.BuiltInModuleConflict",
            f"Cannot use built-in module {module_name} as a handler module",
        )
    dotted = module_name.replace("/", ".")
    try:
        __import__(dotted)
    except ImportError as error:
        raise Fault(
            "Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}"
        ) from None
    except SyntaxError as error:
        raise Fault(
            "Runtime.UserCodeSyntaxError",
            f"Syntax error in module '{module_name}': {error}",
            [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}'],
        ) from None
    try:
        return getattr(sys.modules[dotted], name)
    except AttributeError:
        raise Fault(
            "Runtime.HandlerNotFound", f"Handler '{name}' missing on module '{module_name}'"
        ) from None


class LoggingHook:
    """Dresses the logging module when, and only if, the function imports it: it takes 5 ms."""

    def __init__(self, settings):
        self.settings = settings

    def find_spec(self, name, path=None, target=None):
        if name != "logging":
            return None
        sys.meta_path.remove(self)
        function_path, sys.path = sys.path, PLATFORM_PATH
        try:
            self.spec = next(
                filter(None, (finder.find_spec(name, path, target) for finder in sys.meta_path))
            )
        finally:
            sys.path = function_path
        self.loader, self.spec.loader = self.spec.loader, self
        return self.spec

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        self.spec.loader = module.__loader__ = self.loader
        self.loader.exec_module(module)
        platform_import("martlet_logs").install(module, self.settings)


def prepare(settings):
    """Sets working directory, module path and logging as the function expects them."""
    task_root = os.environ.get("LAMBDA_TASK_ROOT", "/var/task")
    os.chdir(task_root)
    layers = "/opt/python"
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    extra = [entry for entry in os.environ.get("PYTHONPATH", "").split(":") if entry]
    sys.path[:0] = [task_root, f"{layers}/lib/{version}/site-packages", layers, *extra]
    sys.meta_path.insert(0, LoggingHook(settings))
    # Interpreters have these from the module site, which is not loaded.
    builtins.exit = builtins.quit = sys.exit
    # A forked child must neither answer for its parent nor keep the streams open.
    os.set_inheritable(EVENTS, False)
    os.set_inheritable(ANSWERS, False)
    os.register_at_fork(after_in_child=lambda: os.closerange(EVENTS, ANSWERS + 1))
    sys.addaudithook(show_trace)


def start():
    _, frame_id, data, end = receive()
    settings = Settings(bytes(data[HEADER.size : end]))
    prepare(settings)
    try:
        handler = load(settings.handler)
    except Exception as error:
        send(LAST_ERROR, frame_id, *platform_import("martlet_faults").report(error, settings))
        sys.exit(1)
    send(READY, frame_id)
    return settings, handler


# The trace header, as the variable it has to be. The C library keeps every value that a variable
# ever had, and each invocation brings another one: so it is shown in os.environ alone, and told to
# the C library only when a process is about to be made.


def forward(trace):
    if trace:
        VARIABLES[TRACE] = trace.encode()
    else:
        VARIABLES.pop(TRACE, None)


def show_trace(action, _):
    if action in BIRTHS:
        if TRACE in VARIABLES:
            os.putenv(TRACE, VARIABLES[TRACE])
        else:
            os.unsetenv(TRACE)


def serve(settings, handler):
    while True:
        _, frame_id, data, payload = receive()
        texts = str(data[HEADER.size + DEADLINE.size : payload], "utf-8")
        request_id, arn, trace, client_context = texts.split("\0", 3)
        settings.request_id = request_id
        forward(trace)
        try:
            (deadline,) = DEADLINE.unpack_from(data, HEADER.size)
            context = LambdaContext(settings, request_id, arn, deadline, client_context)
            answer = encode(handler(decode(data[payload:]), context))
            if len(answer) > MAX_ANSWER_BYTES:
                raise Fault(
                    "Function.ResponseSizeTooLarge",
                    "Response payload size exceeded maximum allowed payload size"
                    f" ({MAX_ANSWER_BYTES} bytes).",
                )
            send(ANSWER, frame_id, b"", answer)
        except Exception as error:
            send(ERROR, frame_id, *platform_import("martlet_faults").report(error, settings))
