exports.handler = (event, context, callback) => {
  setTimeout(() => callback(null, "later"), 10);
};
