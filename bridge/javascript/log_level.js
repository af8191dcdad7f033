// Which levels AWS_LAMBDA_LOG_LEVEL, as given, keeps out of the log: in both formats,
// but only lines of `console`, as AWS's client does it.

const ORDER = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

export const makeIsHidden = (logLevel = "") => {
  const least = ORDER.indexOf(logLevel.toUpperCase());
  return (level) => ORDER.indexOf(level) < least;
};
