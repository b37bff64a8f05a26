// Preloaded into a process under test: while it only waits, its time runs twenty times as fast, so that half a minute of
// retries takes a second. While a request is under way time is real: a slow machine must not make an answer late.
"use strict";

const timers = require("node:timers/promises");

const SPEED = 20;
const { setTimeout: wait, setImmediate: turn } = timers;
const { now } = Date;
const send = globalThis.fetch;
let underWay = 0;
let skippedMs = 0;

globalThis.fetch = async (...parameters) => {
  underWay += 1;
  try {
    return await send(...parameters);
  } finally {
    underWay -= 1;
  }
};

timers.setTimeout = async (ms, value, options) => {
  // A time limit is set just before its request leaves.
  await turn();
  if (underWay > 0) return wait(ms, value, options);
  await wait(ms / SPEED, value, options);
  skippedMs += ms - ms / SPEED;
  return value;
};

Date.now = () => now() + skippedMs;
