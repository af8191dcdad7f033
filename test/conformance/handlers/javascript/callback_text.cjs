exports.handler = (event, context, callback) => callback("only text");
