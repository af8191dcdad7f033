// As permission_tries.mjs, for qjs, which has no sockets: there is no door to `net`.
import * as os from "qjs:os";
import * as std from "qjs:std";

const writes = (path) => {
  const file = std.open(path, "w");
  if (file) file.close();
  return file !== null;
};

export const handler = ({ secret, out, program }) => ({
  read: std.loadFile(secret) === "secret",
  write: writes(out),
  env: std.getenv("SECRET_WORD") === "secret",
  run: os.exec([program]) === 0,
});
