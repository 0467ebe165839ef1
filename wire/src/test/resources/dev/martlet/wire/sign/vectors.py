"""Writes vectors.txt, requests that botocore has signed, and checks two that AWS's own documents publish.

Run once with botocore at hand: python3 vectors.py > vectors.txt
"""
import base64
import datetime

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

NOW = datetime.datetime(2015, 8, 30, 12, 36, 0, tzinfo=datetime.timezone.utc)
botocore.auth.get_current_datetime = lambda *args, **kwargs: NOW.replace(tzinfo=None)
KEY = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLE//////////+token=="
HOST = "http://example.amazonaws.com"

PLAIN, QUERY = botocore.auth.SigV4Auth, botocore.auth.SigV4QueryAuth
S3, S3_QUERY = botocore.auth.S3SigV4Auth, botocore.auth.S3SigV4QueryAuth

CASES = [
    # name, signer, service, method, path and query, headers, body, token
    ("get-vanilla", PLAIN, "service", "GET", "/", {}, b"", None),
    ("post-vanilla", PLAIN, "service", "POST", "/", {}, b"", None),
    ("query-order-key-case", PLAIN, "service", "GET", "/?Param2=value2&Param1=value1", {}, b"", None),
    ("query-order-value", PLAIN, "service", "GET", "/?Param1=value2&Param1=value1", {}, b"", None),
    ("query-unreserved", PLAIN, "service", "GET", "/?-._~0123456789ABCxyz=-._~0123456789ABCxyz", {}, b"", None),
    ("query-empty-value", PLAIN, "service", "GET", "/?Param1=&Param0=", {}, b"", None),
    ("query-utf8", PLAIN, "service", "GET", "/?%E1%88%B4=bar", {}, b"", None),
    ("path-utf8", PLAIN, "service", "GET", "/%E1%88%B4", {}, b"", None),
    ("path-space", PLAIN, "service", "GET", "/example%20space/", {}, b"", None),
    ("path-dots", PLAIN, "service", "GET", "/example/..", {}, b"", None),
    ("path-dot-slash", PLAIN, "service", "GET", "/./example", {}, b"", None),
    ("path-two-up", PLAIN, "service", "GET", "/example1/example2/../..", {}, b"", None),
    ("path-slashes", PLAIN, "service", "GET", "//example//", {}, b"", None),
    ("path-function-arn", PLAIN, "lambda", "POST",
     "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Af/invocations?Qualifier=%24LATEST",
     {"X-Amz-Invocation-Type": "RequestResponse"}, b'{"a": 1}', None),
    ("header-blanks", PLAIN, "service", "GET", "/", {"My-Header1": "  value1  ", "My-Header2": '"a   b   c"'}, b"", None),
    ("header-case-order", PLAIN, "service", "POST", "/", {"ZOO": "zoobar", "foo": "bar"}, b"", None),
    ("body-form", PLAIN, "service", "POST", "/", {"Content-Type": "application/x-www-form-urlencoded"}, b"Param1=value1", None),
    ("body-json-target", PLAIN, "logs", "POST", "/",
     {"X-Amz-Target": "Logs_20140328.DescribeLogGroups", "Content-Type": "application/x-amz-json-1.1"}, b"{}", None),
    ("body-binary", PLAIN, "lambda", "POST", "/x", {}, bytes(range(256)), None),
    ("session-token", PLAIN, "lambda", "GET", "/2015-03-31/functions/", {}, b"", TOKEN),
    ("presigned", QUERY, "lambda", "GET", "/_martlet/code/abc?name=square", {}, b"", None),
    ("presigned-session-token", QUERY, "lambda", "GET", "/x", {}, b"", TOKEN),
    ("s3-put", S3, "s3", "PUT", "/bucket/a%20b/../c%2Bd//e", {}, b"hello", None),
    ("s3-presigned", S3_QUERY, "s3", "GET", "/bucket/test%24file.txt", {}, b"", None),
]

KNOWN = {
    "get-vanilla": "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    "post-vanilla": "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
}


def main():
    print("# Requests signed by botocore; see vectors.py. Every block is one case.")
    for name, signer, service, method, path, headers, body, token in CASES:
        request = AWSRequest(method=method, url=HOST + path, headers=headers, data=body)
        signer(Credentials(*KEY, token), service, "us-east-1").add_auth(request)
        assert name not in KNOWN or KNOWN[name] in request.headers["Authorization"], name
        target, _, query = request.url[len(HOST):].partition("?")
        print(f"\ncase {name}\nmethod {method}\npath {target}\nquery {query}")
        print("header host: example.amazonaws.com")
        for header, value in request.headers.items():
            print(f"header {header.lower()}: {value}")
        print(f"body {base64.b64encode(body).decode()}")
        if token:
            print(f"token {token}")


main()
