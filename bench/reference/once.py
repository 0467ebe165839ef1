"""The reference for a first invocation: a bare interpreter, one event in, one answer out."""

import json
import sys

from hello import handler

json.dump(handler(json.load(sys.stdin), None), sys.stdout)
