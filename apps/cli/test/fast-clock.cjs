// Preloaded into a process under test: its time runs four times as fast, so that half a minute of retries takes some seconds.
"use strict";

const timers = require("node:timers/promises");

const SPEED = 4;
const { setTimeout: wait } = timers;
const { now } = Date;
const startedAt = now();

timers.setTimeout = (ms, value, options) => wait(ms / SPEED, value, options);
Date.now = () => startedAt + (now() - startedAt) * SPEED;
