// Preloaded into a process under test: while it only waits, its time runs twenty times as fast, so that half a minute of
// retries takes a second. The time limit of a request is real, unless FAST_TIME_LIMITS is set: a slow machine must not make an
// answer late.
"use strict";

const timers = require("node:timers/promises");

const SPEED = 20;
const { setTimeout: wait } = timers;
const { now } = Date;
const { any } = AbortSignal;
const limits = new WeakSet();
let skippedMs = 0;

// Of all that waits, only a time limit ends by either of two signals.
AbortSignal.any = (signals) => {
  const either = any.call(AbortSignal, signals);
  limits.add(either);
  return either;
};

timers.setTimeout = async (ms, value, options) => {
  if (process.env.FAST_TIME_LIMITS === undefined && limits.has(options?.signal)) return wait(ms, value, options);
  await wait(ms / SPEED, value, options);
  skippedMs += ms - ms / SPEED;
  return value;
};

Date.now = () => now() + skippedMs;
