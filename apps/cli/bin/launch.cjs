"use strict";

const { enableCompileCache } = require("node:module");

// Node 22.1 and later keep compiled code between two starts; NODE_DISABLE_COMPILE_CACHE turns it off.
if (enableCompileCache !== undefined) enableCompileCache();

require("../dist/main.cjs");
