exports.handler = () => "not a promise";
