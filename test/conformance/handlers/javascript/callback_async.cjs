exports.handler = async (event, context, callback) => "by the promise";
