"""The logging module's side of the function log: one handler on the root logger, as on AWS."""

import os
import time
import traceback

from martlet_bootstrap import Encoder
from martlet_faults import write

JSON_TIME = "%Y-%m-%dT%H:%M:%SZ"


def install(logging, settings):
    """Dresses a freshly imported logging module."""
    logging.Formatter.converter = time.gmtime
    plain = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "aws_request_id"}

    class RequestFilter(logging.Filter):
        def filter(self, record):
            record.aws_request_id = settings.request_id
            return True

    class FunctionLogHandler(logging.Handler):
        def emit(self, record):
            try:
                # One record is one event, however many lines it has.
                line = self.format(record).replace("\n", "\r")
                write(line.encode("utf-8", "backslashreplace"))
            except Exception:
                self.handleError(record)

    class JsonFormatter(logging.Formatter):
        def format(self, record):
            failure = record.exc_info
            fields = {
                "timestamp": self.formatTime(record, JSON_TIME),
                "level": record.levelname,
                "message": record.getMessage(),
                "logger": record.name,
            }
            if failure and failure[0]:
                fields["stackTrace"] = traceback.format_tb(failure[2])
                fields["errorType"] = failure[0].__name__
                fields["errorMessage"] = str(failure[1])
            fields["requestId"] = record.aws_request_id
            if failure:
                fields["location"] = f"{record.pathname}:{record.funcName}:{record.lineno}"
            for name, value in vars(record).items():
                if name not in plain and name not in fields and value is not None:
                    fields[name] = value
            try:
                return Encoder().encode(fields)
            except Exception:
                return Encoder().encode({name: str(value) for name, value in fields.items()})

    handler = FunctionLogHandler()
    handler.addFilter(RequestFilter())
    handler.setFormatter(
        JsonFormatter()
        if settings.json_log
        else logging.Formatter(
            "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s",
            "%Y-%m-%dT%H:%M:%S",
        )
    )
    root = logging.getLogger()
    root.addHandler(handler)
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "INFO" if settings.json_log else "").upper()
    level = {"TRACE": "DEBUG", "WARN": "WARNING", "FATAL": "CRITICAL"}.get(level, level)
    if level in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"):
        root.setLevel(level)
