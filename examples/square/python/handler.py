"""Squares numbers, whether they come as the event itself or in the body of an HTTP request."""

import base64
import json


def handler(event, context):
    if "body" not in event:
        return squares(event)
    body = event["body"] or "{}"
    if event.get("isBase64Encoded"):
        body = base64.b64decode(body)
    return {
        "statusCode": 200,
        "headers": {"content-type": "application/json"},
        "body": json.dumps(squares(json.loads(body))),
    }


def squares(question):
    values = ",".join(str(number * number) for number in question["numbers"])
    return {"message": f"The squared values are {values}"}
