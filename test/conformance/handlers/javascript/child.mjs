import { execFileSync, execSync } from "node:child_process";
export const handler = async () => {
  execSync("echo by a child", { stdio: "inherit" });
  return execFileSync("cat", { input: "piped" }).toString();
};
