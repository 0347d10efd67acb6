// Starts git for the process that forked this one, which sends {id, args, cwd, env, input} and gets {id, code, signal,
// stdout, stderr}, or {id, error}. See git_spawner.ts.
import { spawn } from "node:child_process";

const LIMIT_MS = 30_000;

process.on("message", ({ id, args, cwd, env, input }) => {
  const child = spawn("git", args, { cwd, env, timeout: LIMIT_MS, stdio: ["pipe", "pipe", "pipe"] });
  const stdout = [];
  const stderr = [];
  child.stdout.on("data", (chunk) => stdout.push(chunk));
  child.stderr.on("data", (chunk) => stderr.push(chunk));
  child.stdin.on("error", () => undefined); // git may end without reading everything
  child.on("error", (error) => answer({ id, error: error.message }));
  child.on("close", (code, signal) => answer({ id, code, signal, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() }));
  child.stdin.end(input);
});

// Ctrl-C reaches the whole group: this process is needed until the other one ends.
process.on("SIGINT", () => undefined);
process.on("disconnect", () => process.exit());

function answer(message) {
  if (process.connected) process.send(message);
}
