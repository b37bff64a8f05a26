#!/usr/bin/env node
// Any Node can parse this file (ES5): an old one gets a line that says what to do instead of a SyntaxError.
"use strict";

var minimum = [20, 18, 1];
var version = process.versions.node;

if (isTooOld(version.split("."))) {
  process.stderr.write(
    "dingpipe 需要 Node.js " +
      minimum.join(".") +
      " 或更高版本，当前是 " +
      version +
      "：请换用较新的 Node 镜像（如 node:22）" +
      " / dingpipe needs Node.js " +
      minimum.join(".") +
      " or later, this is " +
      version +
      ": use a newer Node image, such as node:22\n",
  );
  process.exitCode = 2;
} else {
  require("./launch.cjs");
}

function isTooOld(parts) {
  var index = 0;
  while (index < minimum.length - 1 && parseInt(parts[index], 10) === minimum[index]) index++;
  return parseInt(parts[index], 10) < minimum[index];
}
