// SPDX-License-Identifier: ISC
// What age_npm.py asks of the package age-encryption, one request a line on
// standard input, one answer a line: "ok" and maybe a text, or "no" and why.
//
//   identity                     a new one
//   recipient IDENTITY
//   encrypt IN OUT ARMOR -r RECIPIENT | -p PASSPHRASE   (armor: 0 or 1)
//   decrypt IN OUT -i IDENTITY | -p PASSPHRASE
import { readFileSync, writeFileSync } from "node:fs";
import { webcrypto } from "node:crypto";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

// Node 18 has it, but not under its global name
globalThis.crypto ??= webcrypto;

const require = createRequire(process.argv[2] + "/");
const age = await import(pathToFileURL(require.resolve("age-encryption")));
const BEGIN = "-----BEGIN";

async function encrypt(from, to, armored, kind, key) {
  const encrypter = new age.Encrypter();
  if (kind === "-p") {
    encrypter.setScryptWorkFactor(10);
    encrypter.setPassphrase(key);
  } else {
    encrypter.addRecipient(key);
  }
  const file = await encrypter.encrypt(new Uint8Array(readFileSync(from)));
  writeFileSync(to, armored === "1" ? age.armor.encode(file) : file);
}

async function decrypt(from, to, kind, key) {
  const decrypter = new age.Decrypter();
  if (kind === "-p") decrypter.addPassphrase(key);
  else decrypter.addIdentity(key);
  let file = new Uint8Array(readFileSync(from));
  if (Buffer.from(file.subarray(0, BEGIN.length)).toString() === BEGIN)
    file = age.armor.decode(Buffer.from(file).toString("latin1"));
  writeFileSync(to, await decrypter.decrypt(file));
}

const requests = {
  identity: () => age.generateIdentity(),
  recipient: (identity) => age.identityToRecipient(identity),
  encrypt,
  decrypt,
};

console.log("ok");
for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...args] = line.split("\t");
  try {
    console.log("ok\t" + ((await requests[name](...args)) ?? ""));
  } catch (error) {
    console.log("no\t" + String(error).replaceAll("\n", " "));
  }
}
