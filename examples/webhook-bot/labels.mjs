// Which labels a change gets, by the paths of its files.

// `*` is any text without a slash, `**` any number of folders.
function expression(pattern) {
  const text = pattern
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replace(
      /\*\*\/|\*\*|\*/g,
      (stars) => ({ "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*" })[stars],
    );
  return new RegExp(`^${text}$`, "s");
}

// `rules`: {LABEL: [PATTERN]}
export function labelsFor(files, rules) {
  return Object.keys(rules).filter((label) => {
    const wanted = rules[label].map(expression);
    return files.some((file) => wanted.some((one) => one.test(file)));
  });
}
