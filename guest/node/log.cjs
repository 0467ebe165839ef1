'use strict';
// The function log: console and the standard streams write to fd 1 and 2 at once, so that all
// output is out before the answer is. Node's own streams would queue it in the event loop.

const { writeSync } = require('fs');
const { format } = require('util');
const { formatted, intoError } = require('./errors.cjs');

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const asleep = new Int32Array(new SharedArrayBuffer(4));

let requestId;
let json = false;

/** Writes all of `bytes`, even if a child process has made the stream non-blocking. */
function writeAll(fd, bytes) {
  for (let sent = 0; sent < bytes.length; ) {
    try {
      sent += writeSync(fd, bytes, sent);
    } catch (failure) {
      if (failure.code !== 'EAGAIN') {
        throw failure;
      }
      Atomics.wait(asleep, 0, 0, 1);
    }
  }
}

function stream(fd) {
  const { Writable } = require('stream');
  const made = new Writable({
    write(chunk, _encoding, done) {
      try {
        writeAll(fd, chunk);
      } catch (failure) {
        return done(failure);
      }
      done();
    },
    // As with Node's own, end and destroy leave the descriptor open.
    destroy(failure, done) {
      done(failure);
    },
  });
  return Object.assign(made, { fd, _type: 'pipe', _isStdio: true });
}

function replaceStream(name, fd) {
  let made;
  const get = () => (made ??= stream(fd));
  Object.defineProperty(process, name, { configurable: true, enumerable: true, get });
}

function line(level, params) {
  const time = new Date().toISOString();
  const text = json
    ? jsonLine(time, level, params)
    : `${time}\t${requestId}\t${level}\t${format(...params)}`;
  // One call is one event, however many lines it has.
  writeAll(1, Buffer.from((text.includes('\n') ? text.replaceAll('\n', '\r') : text) + '\n'));
}

function jsonLine(timestamp, level, params) {
  const event = { timestamp, level, requestId };
  if (params.length === 1) {
    try {
      return JSON.stringify({ ...event, message: params[0] }, (_, value) =>
        value instanceof Error ? { ...errorFields(value), ...value } : value,
      );
    } catch {
      return JSON.stringify({ ...event, message: format(params[0]) });
    }
  }
  const error = params.find((param) => param instanceof Error);
  return JSON.stringify({ ...event, message: format(...params), ...(error && errorFields(error)) });
}

function errorFields(error) {
  return {
    errorType: error.constructor?.name ?? 'UnknownError',
    errorMessage: error.message,
    stackTrace: typeof error.stack === 'string' ? error.stack.split('\n') : [],
  };
}

/** Replaces the streams and the console's methods; `level` is the lowest that is written. */
function install(jsonLines, level) {
  json = jsonLines;
  replaceStream('stdout', 1);
  replaceStream('stderr', 2);
  const lowest = Math.max(LEVELS.indexOf(level), 0);
  const at = (name) =>
    LEVELS.indexOf(name) < lowest ? () => {} : (...params) => line(name, params);
  console.trace = at('TRACE');
  console.debug = at('DEBUG');
  console.log = console.info = at('INFO');
  console.warn = at('WARN');
  console.error = at('ERROR');
  console.fatal = at('FATAL');
}

/** Logs an error that ended a load or an invocation. */
function failure(what, error) {
  const thrown = intoError(error);
  line('ERROR', json ? [thrown] : [what, `\t${formatted(thrown)}`]);
}

function setRequestId(id) {
  requestId = id;
}

module.exports = { failure, install, setRequestId };
