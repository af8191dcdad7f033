exports.handler = (event, context, callback) => {
  throw new TypeError("before the callback");
};
