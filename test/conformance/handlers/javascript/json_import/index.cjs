const data = require("./data.json");
exports.handler = async () => data;
