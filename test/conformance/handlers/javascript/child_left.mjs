import { spawn } from "node:child_process";
export const handler = async () => {
  spawn("sleep", ["60"], { stdio: "ignore" });
  return "answered";
};
