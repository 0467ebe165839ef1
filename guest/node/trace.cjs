'use strict';
// The trace header, as the variable it has to be. The C library keeps every value that a variable
// ever had, and each invocation brings another one: so it is kept here and shown among the others.
// Child processes are given it, as Node.js copies process.env for them.

const NAME = '_X_AMZN_TRACE_ID';
let header;

const enumerable = { writable: true, enumerable: true, configurable: true };

process.env = new Proxy(process.env, {
  get: (env, name) => (name === NAME ? header : env[name]),
  has: (env, name) => (name === NAME ? header !== undefined : name in env),
  ownKeys: (env) => (header === undefined ? Object.keys(env) : [...Object.keys(env), NAME]),
  getOwnPropertyDescriptor(env, name) {
    if (name !== NAME) {
      return Object.getOwnPropertyDescriptor(env, name);
    }
    return header === undefined ? undefined : { value: header, ...enumerable };
  },
  set(env, name, value) {
    if (name === NAME) {
      header = String(value);
    } else {
      env[name] = value;
    }
    return true;
  },
  defineProperty(env, name, descriptor) {
    if (name === NAME) {
      header = String(descriptor.value);
    } else {
      Object.defineProperty(env, name, descriptor);
    }
    return true;
  },
  deleteProperty(env, name) {
    if (name === NAME) {
      header = undefined;
      return true;
    }
    return delete env[name];
  },
});

/** Shows the header of one invocation; an empty one is none. */
function forward(value) {
  header = value || undefined;
}

module.exports = { forward };
