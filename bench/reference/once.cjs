// The reference for a first invocation: a bare interpreter, one event in, one answer out.
const { handler } = require("./hello.cjs");

const event = JSON.parse(require("node:fs").readFileSync(0));
handler(event, {}).then((answer) => process.stdout.write(JSON.stringify(answer)));
