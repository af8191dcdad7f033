exports.handler = (event, context, callback) => {
  console.log(typeof callback);
};
