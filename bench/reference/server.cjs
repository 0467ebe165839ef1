// The reference for Node: the same handler in Node's own HTTP server.
const { createServer } = require("node:http");
const { handler } = require("./hello.cjs");

createServer((request, response) => {
  const pieces = [];
  request.on("data", (piece) => pieces.push(piece));
  request.on("end", async () => {
    const answer = JSON.stringify(await handler(JSON.parse(Buffer.concat(pieces)), {}));
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(answer),
    });
    response.end(answer);
  });
}).listen(Number(process.argv[2]), "127.0.0.1", () => console.log("ready"));
