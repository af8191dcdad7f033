exports.handler = (event, context, callback) => {
  callback(null, 1);
  callback(null, 2);
};
