exports.handler = (event, context, callback) => {
  setTimeout(() => callback(new RangeError("no")), 1);
};
