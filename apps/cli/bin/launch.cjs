"use strict";

const { mkdirSync } = require("node:fs");
const { enableCompileCache } = require("node:module");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

// Node 22.1 and later keep compiled code between two starts; NODE_DISABLE_COMPILE_CACHE turns it off. Writing it costs a start
// 7 %, and a CI's machine is often thrown away after one: so the first start only leaves Node's own folder for it behind.
if (enableCompileCache !== undefined && isSecondStart()) enableCompileCache();

require("../dist/main.cjs");

function isSecondStart() {
  try {
    mkdirSync(join(tmpdir(), "node-compile-cache"));
    return false;
  } catch {
    return true;
  }
}
