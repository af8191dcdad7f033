const { one } = require("one");
exports.handler = async () => [one, require("one/package.json").version];
