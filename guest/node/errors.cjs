'use strict';
// The errors that the runtime itself raises, and the documents made of any error, as on AWS.

const { isNativeError } = require('util').types;

const MAX_TYPE_CHARS = 128;
const MAX_TEXT_CHARS = 256 * 1024;

function runtimeError(name) {
  const type = class extends Error {};
  type.prototype.name = `Runtime.${name}`;
  return type;
}

const ImportModuleError = runtimeError('ImportModuleError');
const HandlerNotFound = runtimeError('HandlerNotFound');
const MalformedHandlerName = runtimeError('MalformedHandlerName');
const UserCodeSyntaxError = runtimeError('UserCodeSyntaxError');
const UnhandledPromiseRejection = runtimeError('UnhandledPromiseRejection');

const NodeJsExit = runtimeError('NodeJsExit');
NodeJsExit.prototype.message =
  'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly ' +
  'caused by a Promise that was never settled. For more information, see ' +
  'https://nodejs.org/docs/latest/api/process.html#exit-codes';

class ResponseSizeTooLarge extends Error {}
ResponseSizeTooLarge.prototype.name = 'Function.ResponseSizeTooLarge';

function unhandled(reason, promise) {
  return Object.assign(new UnhandledPromiseRejection(reason), { reason, promise });
}

const looksLikeError = (value) =>
  isNativeError(value) ||
  ['name', 'message', 'stack'].every((key) => value?.[key] && typeof value[key] === 'string');

/** An error's type and its document, whatever was thrown: both are bounded, nothing throws. */
function report(error) {
  try {
    const document = looksLikeError(error)
      ? {
          errorType: bounded(error.name),
          errorMessage: bounded(error.message),
          trace: bounded(error.stack).split('\n'),
        }
      : { errorType: typeof error, errorMessage: bounded(error.toString()), trace: [] };
    return { type: document.errorType.slice(0, MAX_TYPE_CHARS), text: JSON.stringify(document) };
  } catch {
    const errorMessage =
      'callback called with Error argument, but there was a problem while retrieving one or more ' +
      'of its message, name, and stack';
    return { type: 'handled', text: JSON.stringify({ errorType: 'handled', errorMessage }) };
  }
}

const bounded = (text) => String(text).slice(0, MAX_TEXT_CHARS);

/** What a text log line shows of an error: its document, with the fields the function gave it. */
function formatted(error) {
  try {
    return JSON.stringify(error, (_, value) => (value instanceof Error ? fields(value) : value));
  } catch {
    return report(error).text;
  }
}

function fields(error) {
  const all = { errorType: error.name, errorMessage: error.message, code: error.code, ...error };
  if (typeof error.stack === 'string') {
    all.stack = error.stack.split('\n');
  }
  return all;
}

function intoError(value) {
  try {
    return value instanceof Error ? value : new Error(value);
  } catch {
    return new Error('something without a text was thrown');
  }
}

module.exports = {
  HandlerNotFound,
  ImportModuleError,
  MalformedHandlerName,
  NodeJsExit,
  ResponseSizeTooLarge,
  UserCodeSyntaxError,
  formatted,
  intoError,
  report,
  unhandled,
};
