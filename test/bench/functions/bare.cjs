const fs = require("node:fs");
fs.writeSync(1, fs.readFileSync(0));
