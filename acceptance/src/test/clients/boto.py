"""boto.py - HOW ENDPOINT RUNTIME HANDLER ZIP OTHER-ZIP: a function's life through boto3."""

import json
import sys
import time

import boto3
from botocore.config import Config

_, _, _, endpoint, runtime, handler, archive, other = sys.argv
name = "boto-" + runtime.split(".")[0]
functions = boto3.client("lambda", endpoint_url=endpoint)
logs = boto3.client("logs", endpoint_url=endpoint)


def code(path):
    with open(path, "rb") as file:
        return file.read()


def invoke(event, **more):
    return functions.invoke(FunctionName=name, Payload=json.dumps(event).encode(), **more)


created = functions.create_function(
    FunctionName=name,
    Runtime=runtime,
    Handler=handler,
    Role="arn:aws:iam::000000000000:role/any",
    Code={"ZipFile": code(archive)},
    Description="what it is for",
    Environment={"Variables": {"COLOUR": "red"}},
    Tags={"team": "blue"},
)
assert created["State"] in ("Pending", "Active"), created
functions.get_waiter("function_active_v2").wait(FunctionName=name)

answer = invoke({"a": [1, None, "\U0001f600"]})
assert answer["StatusCode"] == 200 and answer["ExecutedVersion"] == "$LATEST", answer
assert json.load(answer["Payload"]) == {"a": [1, None, "\U0001f600"]}
assert json.load(invoke({"do": "who"})["Payload"])[0] == name
failed = invoke({"do": "raise"}, LogType="Tail")
assert failed["FunctionError"] == "Unhandled" and failed["LogResult"], failed
assert json.load(failed["Payload"])["errorMessage"] == "no luck"
assert invoke({}, InvocationType="DryRun")["StatusCode"] == 204

later = invoke({"do": "print", "text": "in its own time"}, InvocationType="Event")
assert later["StatusCode"] == 202 and later["Payload"].read() == b"", later
request = later["ResponseMetadata"]["RequestId"]
group = "/aws/lambda/" + name
deadline = time.monotonic() + 30
while not logs.filter_log_events(logGroupName=group, filterPattern='"END RequestId: %s"' % request)["events"]:
    assert time.monotonic() < deadline, "the event was never run"
assert logs.filter_log_events(logGroupName=group, filterPattern='"in its own time"')["events"]
try:
    invoke("x" * 1048575, InvocationType="Event")
    raise AssertionError("more than 1 MB was accepted")
except functions.exceptions.ClientError as refused:
    assert refused.response["Error"]["Code"] == "RequestEntityTooLargeException", refused

shown = functions.get_function(FunctionName=name)
assert shown["Tags"] == {"team": "blue"}, shown
assert shown["Configuration"]["Description"] == "what it is for"
assert shown["Configuration"]["Environment"]["Variables"] == {"COLOUR": "red"}

functions.publish_version(FunctionName=name)
live = functions.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
functions.update_function_code(FunctionName=name, ZipFile=code(other))
functions.get_waiter("function_updated_v2").wait(FunctionName=name)
assert json.load(invoke({})["Payload"]) == {"second": True}
aliased = invoke({"a": 1}, Qualifier="live")
assert aliased["ExecutedVersion"] == "1" and json.load(aliased["Payload"]) == {"a": 1}
functions.publish_version(FunctionName=name)
moved = functions.update_alias(
    FunctionName=name, Name="live", FunctionVersion="2", RevisionId=live["RevisionId"]
)
assert functions.get_alias(FunctionName=name, Name="live")["RevisionId"] == moved["RevisionId"]
assert json.load(functions.invoke(FunctionName=live["AliasArn"])["Payload"]) == {"second": True}
try:
    functions.update_alias(FunctionName=name, Name="live", RevisionId=live["RevisionId"])
    raise AssertionError("an old revision")
except functions.exceptions.PreconditionFailedException:
    pass
functions.delete_alias(FunctionName=name, Name="live")

arn = created["FunctionArn"]
functions.tag_resource(Resource=arn, Tags={"cost": "12"})
functions.untag_resource(Resource=arn, TagKeys=["team"])
assert functions.list_tags(Resource=arn)["Tags"] == {"cost": "12"}
functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
reserved = functions.get_function_concurrency(FunctionName=name)
assert reserved["ReservedConcurrentExecutions"] == 0, reserved
once = boto3.client("lambda", endpoint_url=endpoint, config=Config(retries={"total_max_attempts": 1}))
try:
    once.invoke(FunctionName=name)
    raise AssertionError("nothing is reserved")
except functions.exceptions.TooManyRequestsException as refused:
    assert refused.response["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded"
functions.delete_function_concurrency(FunctionName=name)
assert "ReservedConcurrentExecutions" not in functions.get_function_concurrency(FunctionName=name)
settings = functions.get_account_settings()
assert settings["AccountUsage"]["FunctionCount"] >= 1, settings

pages = functions.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 1})
assert name in [found["FunctionName"] for page in pages for found in page["Functions"]]

assert group in [found["logGroupName"] for found in logs.describe_log_groups()["logGroups"]]
stream = logs.describe_log_streams(logGroupName=group)["logStreams"][0]["logStreamName"]
assert logs.get_log_events(logGroupName=group, logStreamName=stream)["events"]
found = logs.filter_log_events(logGroupName=group, filterPattern="REPORT")["events"]
assert found and all("REPORT" in event["message"] for event in found)

functions.delete_function(FunctionName=name)
try:
    functions.get_function(FunctionName=name)
    raise AssertionError("still there")
except functions.exceptions.ResourceNotFoundException:
    print("ALL GOOD")
