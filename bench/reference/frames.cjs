'use strict';
// frames.cjs HANDLER: serves length-prefixed frames on descriptor 3 with a handler, blocking.
const { readSync, writeSync } = require('fs');
const { handler } = require(process.argv[2]);

const buffer = Buffer.allocUnsafe(1 << 20);

function fill(filled, least) {
  while (filled < least) {
    const count = readSync(3, buffer, filled, buffer.length - filled, null);
    if (count === 0) process.exit(0);
    filled += count;
  }
  return filled;
}

async function serve() {
  for (;;) {
    const filled = fill(0, 4);
    const length = buffer.readUInt32BE(0);
    fill(filled, 4 + length);
    const answer = await handler(JSON.parse(buffer.utf8Slice(4, 4 + length)), {});
    const written = buffer.utf8Write(JSON.stringify(answer), 4);
    buffer.writeUInt32BE(written, 0);
    for (let sent = 0; sent < 4 + written; ) sent += writeSync(3, buffer, sent, 4 + written - sent);
  }
}

serve();
