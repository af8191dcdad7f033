// A debugger for a process that waits with --inspect-wait: sets a breakpoint in
// each file whose path ends in argv[3], tells of each pause the file, the line and
// the value of the expression argv[4] there, and goes on. argv[2] is a ws: address
// of Bun, or the http: address of an inspector of V8's.
const [, , address, ending, line, expression] = process.argv;
const isV8 = address.startsWith("http:");

const find = async () => {
  for (;;) {
    try {
      return (await (await fetch(`${address}/json/list`)).json())[0]
        .webSocketDebuggerUrl;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
};

const open = async (url) => {
  for (;;) {
    const socket = new WebSocket(url);
    const isOpen = await new Promise((resolve) => {
      socket.onopen = () => resolve(true);
      socket.onerror = () => resolve(false);
    });
    if (isOpen) return socket;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

const socket = await open(isV8 ? await find() : address);
const answers = new Map();
let asked = 0;
const send = (method, params = {}) =>
  new Promise((resolve) => {
    answers.set(++asked, resolve);
    socket.send(JSON.stringify({ id: asked, method, params }));
  });

const tell = async ({ callFrames: [top] }) => {
  const { result } = await send("Debugger.evaluateOnCallFrame", {
    callFrameId: top.callFrameId,
    expression,
  });
  console.log(top.location.lineNumber, result.value);
  send("Debugger.resume");
};

socket.onmessage = ({ data }) => {
  const { id, result, method, params } = JSON.parse(data);
  if (id) answers.get(id)(result ?? {});
  else if (method === "Debugger.paused") tell(params);
};
socket.onerror = () => {};
socket.onclose = () => process.exit(0);

await send("Runtime.enable");
await send("Debugger.enable");
if (!isV8) await send("Debugger.setBreakpointsActive", { active: true });
await send("Debugger.setBreakpointByUrl", {
  urlRegex: `.*${ending}$`,
  lineNumber: Number(line),
});
await send(isV8 ? "Runtime.runIfWaitingForDebugger" : "Inspector.initialized");
