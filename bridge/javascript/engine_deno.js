// The interface of the bridge to its interpreter, for Deno:
//   read(bytes)          from the bridge's input; 0 at its end
//   write(fd, bytes)     to stdout or stderr; returns how many were written
//   writeLater(bytes)    to stdout; a promise, the event loop goes on meanwhile
//   exit(status)
//   load(hello)          the handler's module
//   loadPart(load, name) another file of the bridge
//   setTrace(text)       _X_AMZN_TRACE_ID, undefined: remove it
//   frameEnd             what follows each frame
//   makeConsole(print)   a console that formats into print(text)
//   onFailure(listeners) error, rejection: outside of any handler's call; idle: when
//                        no work is left, returns whether to go on

// Deno can read no other descriptor than stdin. The library that the bootstrap
// preloads (bridge/template) takes reads into a buffer with this mark to the input.
// Without the library stdin is the input.
const MARK = Uint8Array.from(
  "dayfly: a read of the bridge's own",
  (letter) => letter.charCodeAt(0),
);

const makeRead = (readSync) => {
  const short = new Uint8Array(4096);
  let unread = short.subarray(0, 0);
  return (bytes) => {
    if (bytes.length === 0) return readSync(bytes) ?? 0; // for a warm-up
    if (bytes.length > MARK.length && unread.length === 0) {
      bytes.set(MARK);
      return readSync(bytes) ?? 0;
    }
    if (unread.length === 0) {
      short.set(MARK);
      unread = short.subarray(0, readSync(short) ?? 0);
    }
    const size = Math.min(bytes.length, unread.length);
    bytes.set(unread.subarray(0, size));
    unread = unread.subarray(size);
    return size;
  };
};

export const makeDeno = () => {
  const { stdin, stdout, stderr, exit, env } = Deno;
  const readSync = stdin.readSync.bind(stdin);
  const writers = {
    1: stdout.writeSync.bind(stdout),
    2: stderr.writeSync.bind(stderr),
  };
  const Console = Deno[Deno.internal]?.Console;
  return {
    read: makeRead(readSync),
    write: (fd, bytes) => writers[fd](bytes),
    writeLater: stdout.write.bind(stdout),
    exit,
    // The import map on the command line says which file. Without a permission
    // Deno loads only literal specifiers.
    load: async () => {
      const module = await import("dayfly-function");
      return module["module.exports"] ?? module;
    },
    loadPart: (load) => load(),
    setTrace: (text) =>
      text === undefined
        ? env.delete("_X_AMZN_TRACE_ID")
        : env.set("_X_AMZN_TRACE_ID", text),
    // Deno's stdout writes up to the last LF, then the rest. A frame that ends
    // in an LF is one write.
    frameEnd: "\n",
    makeConsole: Console && ((print) => new Console(print)),
    onFailure: ({ error, rejection, idle }) => {
      // Without preventDefault Deno exits before the error has been reported.
      const handled = (report) => (event) => {
        event.preventDefault();
        report(event);
      };
      addEventListener("error", handled((event) => error(event.error)));
      addEventListener(
        "unhandledrejection",
        handled((event) => rejection(event.reason)),
      );
      addEventListener("beforeunload", (event) => {
        if (idle()) event.preventDefault();
      });
    },
  };
};
