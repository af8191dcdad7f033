// Keys, digests and ids. Each probe returns the same value in every process.

import crypto from "node:crypto";
import fs from "node:fs";
import process from "node:process";
import { handlerOf } from "./handler_of.mjs";

const hex = (bytes) => Buffer.from(bytes).toString("hex");
const called = (call) =>
  new Promise((resolve, reject) =>
    call((e, value) => e ? reject(e) : resolve(value))
  );
const keysOfTheLoad = crypto.generateKeyPairSync("ed25519");

export const handler = handlerOf({
  async pbkdf2() {
    const key = await called((done) =>
      crypto.pbkdf2("a", "b", 1000, 16, "sha256", done)
    );
    return hex(key);
  },
  async scrypt() {
    return hex(await called((done) => crypto.scrypt("a", "b", 16, done)));
  },
  async subtle() {
    const text = new TextEncoder().encode("a");
    return hex(await globalThis.crypto.subtle.digest("SHA-256", text));
  },
  async keyPair() {
    const curve = { namedCurve: "P-256" };
    const pair = await called((done) =>
      crypto.generateKeyPair(
        "ec",
        curve,
        (e, publicKey, privateKey) => done(e, { publicKey, privateKey }),
      )
    );
    const text = new Uint8Array(9);
    const signature = crypto.sign("sha256", text, pair.privateKey);
    return crypto.verify("sha256", text, pair.publicKey, signature);
  },
  keyPairOfTheLoad() {
    const { publicKey, privateKey } = keysOfTheLoad;
    const text = new Uint8Array(9);
    const signature = crypto.sign(null, text, privateKey);
    return crypto.verify(null, text, publicKey, signature);
  },
  cipher() {
    const key = crypto.randomBytes(32);
    const nonce = crypto.randomBytes(12);
    const cipher = crypto.createCipheriv("aes-256-gcm", key, nonce);
    const sealed = [cipher.update("hello"), cipher.final()];
    const decipher = crypto.createDecipheriv("aes-256-gcm", key, nonce);
    decipher.setAuthTag(cipher.getAuthTag());
    return String(decipher.update(Buffer.concat(sealed))) + decipher.final();
  },
  hash() {
    return crypto.createHash("sha256").update("a").digest("hex");
  },
  lengths() {
    return [
      crypto.randomBytes(16).length,
      crypto.randomUUID().length,
      globalThis.crypto.getRandomValues(new Uint8Array(9)).length,
      crypto.randomInt(5) < 5,
      Math.random() < 1,
    ];
  },
  processId() {
    return globalThis.Deno
      ? true // README.md: not if a module of Node's is loaded
      : process.pid === Number(fs.readlinkSync("/proc/self"));
  },
});
