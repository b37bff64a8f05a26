// What a single executable runs first: it has the files of the npm package in it, and this is how they find one another.
"use strict";

const { isBuiltin } = require("node:module");
const { basename } = require("node:path");
const { getAsset } = require("node:sea");
const { compileFunction } = require("node:vm");

const loaded = new Map();

load("main.cjs");

function load(name) {
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  loaded.set(name, module);
  const run = compileFunction(getAsset(name, "utf8"), ["exports", "require", "module"], { filename: name });
  // A chunk's name holds its hash: no two folders have one of the same name.
  run(module.exports, (id) => (isBuiltin(id) ? require(id) : load(basename(id))), module);
  return module.exports;
}
