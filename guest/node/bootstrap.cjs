'use strict';
// Runs one Node.js function inside a sandbox: loads its handler, then answers frames.
// While a handler awaits something the event loop turns as usual; once it has answered, the next
// frame is awaited with a blocking read. Node.js 18 and later.

const { KIND, MAX_ANSWER_BYTES, receive, send } = require('./frames.cjs');
const errors = require('./errors.cjs');
const log = require('./log.cjs');
const trace = require('./trace.cjs');

// The user may replace these; the runtime goes on with the ones it started with.
const { parse, stringify } = JSON;
const now = Date.now;
const soon = setImmediate;

let settings;
let handler;
let handlerIsAsync;

// The frame that waits for an answer, if any, and what to do when the event loop runs empty.
let unanswered = null;
let whenEmpty = null;

// Runs what the handler left in the queues of microtasks and ticks, and reports rejections: what
// Node itself does between two callbacks. It has no documented name.
const settle = process._tickCallback;
const TURN_EVERY_MS = settle ? 10 : 0;
let lastTurn = 0;
let serving = false;

/** Takes frames as long as handlers answer without the event loop, which gets its turns between. */
function serve() {
  serving = true;
  lastTurn = now();
  do {
    invoke(receive());
    settle?.();
  } while (unanswered === null && now() - lastTurn < TURN_EVERY_MS);
  serving = false;
  if (unanswered === null) {
    soon(serve);
  }
}

function answered() {
  const id = unanswered;
  unanswered = whenEmpty = null;
  if (!serving) {
    soon(serve);
  }
  return id;
}

function answerError(error) {
  log.failure('Invoke Error', error);
  const { type, text } = errors.report(error);
  send(KIND.ERROR, answered(), type, text);
}

function answer(result) {
  let text;
  try {
    text = stringify(result) ?? 'null';
  } catch {
    return answerError(new Error('Unable to stringify response body'));
  }
  // Beyond a third of the limit the bytes have to be counted.
  if (text.length * 3 > MAX_ANSWER_BYTES && Buffer.byteLength(text) > MAX_ANSWER_BYTES) {
    return answerError(
      new errors.ResponseSizeTooLarge(
        `Response payload size exceeded maximum allowed payload size (${MAX_ANSWER_BYTES} bytes).`,
      ),
    );
  }
  send(KIND.ANSWER, answered(), '', text);
}

function invoke({ id, data, head, payload, end }) {
  const deadline = data.readUInt32BE(head) * 2 ** 32 + data.readUInt32BE(head + 4);
  const texts = data.utf8Slice(head + 8, payload).split('\0');
  const event = data.utf8Slice(payload, end);
  unanswered = id;
  log.setRequestId(texts[0]);
  trace.forward(texts[2]);

  // Whichever way of answering is used first counts, and only that.
  let settled = false;
  const once = (act) => (first, second) => {
    if (!settled) {
      settled = true;
      act(first, second);
    }
  };
  const done = once((error, result) => (error == null ? answer(result) : answerError(error)));
  const succeed = once(answer);
  const fail = once((error) => answerError(error ?? 'handled'));
  whenEmpty = once(() => (handlerIsAsync ? answerError(new errors.NodeJsExit()) : answer(null)));

  try {
    const context = {
      callbackWaitsForEmptyEventLoop: true,
      succeed,
      fail,
      done,
      functionVersion: settings.functionVersion,
      functionName: settings.functionName,
      memoryLimitInMB: settings.memoryLimitInMB,
      logGroupName: settings.logGroupName,
      logStreamName: settings.logStreamName,
      clientContext: clientContext(texts),
      identity: undefined,
      invokedFunctionArn: texts[1],
      awsRequestId: texts[0],
      tenantId: undefined,
      getRemainingTimeInMillis: () => deadline - now(),
    };
    const callback = once((error, value) => {
      if (error != null) {
        answerError(error);
      } else if (context.callbackWaitsForEmptyEventLoop) {
        whenEmpty = () => answer(value);
      } else {
        answer(value);
      }
    });
    const result = handler(parse(event), context, callback);
    if (typeof result?.then === 'function') {
      result.then(succeed, fail);
    }
  } catch (error) {
    // On AWS, a handler that throws nothing has only not answered yet.
    if (error != null) {
      fail(error);
    }
  }
}

function clientContext(texts) {
  if (texts[3] === '') {
    return undefined;
  }
  try {
    return parse(texts.slice(3).join('\0'));
  } catch (error) {
    throw new Error(`Cannot parse ClientContext as json: ${error}`);
  }
}

/** Reports what nobody caught to whoever waits, and ends the process, as on AWS. */
function die(what, error, exitCode) {
  log.failure(what, error);
  if (unanswered !== null) {
    const { type, text } = errors.report(error);
    send(KIND.LAST_ERROR, answered(), type, text);
  }
  process.exit(exitCode);
}

function readSettings({ data, head, payload }) {
  const texts = data.utf8Slice(head, payload).split('\0');
  return {
    handler: texts[0],
    functionName: texts[1],
    functionVersion: texts[2],
    memoryLimitInMB: texts[3],
    logGroupName: texts[4],
    logStreamName: texts[5],
    json: texts[6] === 'JSON',
  };
}

async function start() {
  const frame = receive();
  unanswered = frame.id;
  settings = readSettings(frame);
  const level = process.env.AWS_LAMBDA_LOG_LEVEL ?? (settings.json ? 'INFO' : 'TRACE');
  log.install(settings.json, level.toUpperCase());
  process.on('uncaughtException', (error) => die('Uncaught Exception', error, 129));
  process.on('unhandledRejection', (reason, promise) =>
    die('Unhandled Promise Rejection', errors.unhandled(reason, promise), 128),
  );
  process.on('beforeExit', () => whenEmpty?.());
  const root = process.env.LAMBDA_TASK_ROOT ?? '/var/task';
  process.chdir(root);
  try {
    handler = await require('./loader.cjs').load(root, settings.handler);
  } catch (error) {
    return die('Uncaught Exception', error, 129);
  }
  handlerIsAsync = handler.constructor?.name === 'AsyncFunction';
  send(KIND.READY, answered(), '', '');
}

start();
