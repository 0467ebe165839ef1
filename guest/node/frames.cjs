'use strict';
// The frames on descriptors 3 and 4, read and written with blocking calls: between two
// invocations nothing of the function runs, and no turn of the event loop is spent on a frame. See
// guest/README.md.

const { readSync, writeSync } = require('fs');

const EVENTS = 3;
const ANSWERS = 4;
const HEADER_BYTES = 12;
const MAX_ANSWER_BYTES = 6 * 1024 * 1024 + 100;
const KIND = { READY: 3, ANSWER: 4, ERROR: 5, LAST_ERROR: 6 };

// Shared by both directions, which take turns.
const buffer = Buffer.allocUnsafeSlow(64 * 1024);

function fill(target, filled) {
  const count = readSync(EVENTS, target, filled, target.length - filled, null);
  if (count === 0) {
    process.exit(0); // the platform has let go of this environment
  }
  return filled + count;
}

/** Waits for one frame; `data` is valid until the next call of `receive` or `send`. */
function receive() {
  let filled = 0;
  while (filled < HEADER_BYTES) {
    filled = fill(buffer, filled);
  }
  const end = HEADER_BYTES + buffer.readUInt32BE(0);
  let data = buffer;
  if (end > buffer.length) {
    data = Buffer.allocUnsafeSlow(end);
    buffer.copy(data, 0, 0, filled);
  }
  while (filled < end) {
    filled = fill(data, filled);
  }
  const payload = HEADER_BYTES + data.readUInt16BE(10);
  return { id: data.readUInt32BE(4), data, head: HEADER_BYTES, payload, end };
}

/** Sends one frame of two texts. */
function send(kind, id, head, body) {
  const longest = HEADER_BYTES + 3 * (head.length + body.length);
  const target = longest <= buffer.length ? buffer : Buffer.allocUnsafeSlow(longest);
  const headBytes = target.utf8Write(head, HEADER_BYTES);
  const length = headBytes + target.utf8Write(body, HEADER_BYTES + headBytes);
  target.writeUInt32BE(length, 0);
  target.writeUInt32BE(id, 4);
  target.writeUInt16BE(kind, 8);
  target.writeUInt16BE(headBytes, 10);
  for (let sent = 0, end = HEADER_BYTES + length; sent < end; ) {
    sent += writeSync(ANSWERS, target, sent, end - sent);
  }
}

module.exports = { KIND, MAX_ANSWER_BYTES, receive, send };
