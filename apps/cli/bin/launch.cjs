"use strict";

const { lstatSync, mkdirSync } = require("node:fs");
const { enableCompileCache } = require("node:module");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

// Node 22.1 and later keep compiled code between two starts; NODE_DISABLE_COMPILE_CACHE turns it off. Writing it costs a start
// 7 %, and a CI's machine is often thrown away after one: so the first start only leaves Node's own folder for it behind.
if (enableCompileCache !== undefined && isSecondStart()) enableCompileCache();

require("../dist/main.cjs");

function isSecondStart() {
  const folder = join(tmpdir(), "node-compile-cache");
  try {
    mkdirSync(folder);
    return false;
  } catch {
    return isOwn(lstatSync(folder, { throwIfNoEntry: false }));
  }
}

// What is in there is run: whoever else may write into a folder of a shared machine must not say what.
function isOwn(folder) {
  if (folder === undefined || !folder.isDirectory()) return false;
  return process.getuid === undefined || (folder.uid === process.getuid() && (folder.mode & 0o002) === 0);
}
