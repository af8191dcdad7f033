"""No two copies of a template share a random number, even if the handler's module
has drawn numbers of the same kind when it was loaded."""

import pytest

from bridge import Bridge
from copies import ENGINES, Template

# Each value is drawn once when the module is loaded, and once for each event.
DRAWS = """
import crypto, { randomBytes, randomInt, randomUUID } from "node:crypto";
import vm from "node:vm";
import { Worker } from "node:worker_threads";
const hex = (bytes) => Buffer.from(bytes).toString("hex");
const called = (call) =>
  new Promise((resolve, reject) =>
    call((e, value) => e ? reject(e) : resolve(value))
  );
const secret = (key) =>
  hex(key.export({ type: "pkcs8", format: "der" })).slice(-200);
const raw = async (algorithm, uses) => {
  const key = await crypto.subtle.generateKey(algorithm, true, uses);
  return hex(await crypto.subtle.exportKey("raw", key));
};
const curve = { namedCurve: "P-256" };
const inWorker = async (expression) => {
  const worker = new Worker(
    `require("worker_threads").parentPort.postMessage(${expression})`,
    { eval: true },
  );
  const value = await new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  await worker.terminate();
  return value;
};
const kinds = {
  mathRandom: () => Math.random(),
  globalUuid: () => globalThis.crypto.randomUUID(),
  nodeUuid: () => crypto.randomUUID(),
  namedUuid: () => randomUUID(),
  namedUuidWithOptions: () => randomUUID({ disableEntropyCache: false }),
  uncachedUuid: () => crypto.randomUUID({ disableEntropyCache: true }),
  webcryptoUuid: () => crypto.webcrypto.randomUUID(),
  namedInt: () => randomInt(2 ** 47),
  int: () => crypto.randomInt(10, 2 ** 47),
  intByCallback: () => called((done) => crypto.randomInt(2 ** 47, done)),
  bytes: () => hex(crypto.randomBytes(16)),
  namedBytes: () => hex(randomBytes(16)),
  manyBytes: () => hex(crypto.randomBytes(9000)),
  bytesByCallback: async () =>
    hex(await called((done) => crypto.randomBytes(16, done))),
  fill: () => hex(crypto.randomFillSync(new Uint8Array(16))),
  fillByCallback: async () =>
    hex(await called((done) => crypto.randomFill(new Uint8Array(16), done))),
  values: () => hex(globalThis.crypto.getRandomValues(new Uint8Array(8))),
  manyValues: () => hex(globalThis.crypto.getRandomValues(new Uint8Array(9000))),
  hmacKey: () => raw({ name: "HMAC", hash: "SHA-256" }, ["sign"]),
  aesKey: () => raw({ name: "AES-GCM", length: 128 }, ["encrypt"]),
  ecKey: () => secret(crypto.generateKeyPairSync("ec", curve).privateKey),
  edKey: () => secret(crypto.generateKeyPairSync("ed25519").privateKey),
  ecdh: () => crypto.createECDH("prime256v1").generateKeys("hex"),
  prime: () => String(crypto.generatePrimeSync(64, { bigint: true })),
  boundary: async () => {
    const form = new FormData();
    form.append("a", "b");
    return (await new Response(form).text()).split("\\r")[0];
  },
  blobUrl: () => URL.createObjectURL(new Blob(["a"])),
  vmRandom: () => vm.runInNewContext("Math.random()"),
  vmScriptRandom: () => new vm.Script("Math.random()").runInNewContext(),
  vmContextRandom: () => vm.runInContext("Math.random()", vm.createContext()),
  workerRandom: () => inWorker("Math.random()"),
  workerUuid: () => inWorker("crypto.randomUUID()"),
  workerBytes: () => inWorker("require('crypto').randomBytes(8).join()"),
};
const drawAll = async (absent) => {
  const drawn = {};
  for (const kind in kinds) {
    if (kind !== absent) drawn[kind] = String(await kinds[kind]());
  }
  return drawn;
};
// In Deno a module that does this cannot be copied: see BY_CALLBACK.
const first = await drawAll(globalThis.Deno && "fillByCallback");
export const handler = async () => [first, await drawAll()];
"""
# What the bridge cannot make different. bridge/README.md names them.
SHARED = {
    "node": {"blobUrl"},
    "deno": {"vmRandom", "vmScriptRandom", "vmContextRandom", "boundary"},
    "bun": {"vmRandom", "vmScriptRandom", "vmContextRandom", "workerRandom"},
}
COPIES = 3


@pytest.fixture(params=ENGINES)
def name(request):
    return request.param


def flags_of(name):
    return ["--allow-all"] if name == "deno" else []


def template_of(name, folder, code):
    (folder / "index.mjs").write_text(code)
    template = Template(name, folder, flags=flags_of(name))
    template.ready()
    return template.prepare()


def test_no_two_copies_draw_the_same(name, tmp_path):
    drawn = []
    with template_of(name, tmp_path, DRAWS) as template:
        for _ in range(COPIES):
            with template.copy() as copy:
                first, now = copy.call({})
                drawn = drawn or [first]
                drawn.append(now)
    for kind in drawn[-1]:
        if kind in SHARED[name]:
            continue
        values = [values[kind] for values in drawn if kind in values]
        assert len({*values}) == len(values) >= COPIES, (kind, values)


# What makes keys with a generator that a thread of Deno's pool has.
BY_CALLBACK = (
    "randomFill(new Uint8Array(16), done)", "generateKey('hmac', { length: 64 }, done)",
    "generateKeyPair('ec', { namedCurve: 'P-256' }, done)",
    "generateKeyPair('ed25519', {}, done)", "generatePrime(64, done)",
    "generateKeyPair('rsa', { modulusLength: 512 }, done)",
)


@pytest.mark.parametrize("call", BY_CALLBACK)
def test_keys_made_by_a_callback_when_the_module_is_loaded_are_not_shared(
        name, tmp_path, call):
    """By copies whose threads go on with what they have drawn."""
    (tmp_path / "index.mjs").write_text(f"""
import * as crypto from "node:crypto";
const text = (value) => {{
  if (!value?.export) return Buffer.from(value).toString("hex");
  const form = {{ type: "pkcs8", format: "pem" }};
  return value.export(value.type === "private" ? form : {{}}).toString("hex");
}};
const make = () => new Promise((resolve, reject) => {{
  const done = (e, ...values) => e ? reject(e) : resolve(values.at(-1));
  crypto.{call};
}});
await make();
export const handler = async () => text(await make());
""")
    with Template(name, tmp_path, flags=flags_of(name)) as template:
        template.ready()
        if name == "deno":
            answer = template.ask(b"prepare")
            assert answer.startswith(b"refused a thread that has begun to draw "
                                     b"random numbers"), answer
            assert template.call({})
            return
        template.prepare()
        seen = set()
        for _ in range(COPIES):
            with template.copy() as copy:
                seen.add(copy.call({}))
        assert len(seen) == COPIES


def test_the_seed_decides_what_math_random_returns(name, tmp_path):
    code = "export const handler = () => [Math.random(), Math.random()];"
    seed = "0123456789abcdef" * 2
    with template_of(name, tmp_path, code) as template:
        with template.copy(seed=seed) as copy:
            assert copy.call({}) == [next(numbers) for numbers in
                                     [xoshiro128(seed)] * 2]
        with template.copy(seed="0" * 32) as copy:
            assert all(0 <= number < 1 for number in copy.call({}))
            assert len({*copy.call({})}) == 2


def xoshiro128(seed):
    """Numbers from 0 to below 1, of xoshiro128**, as its authors describe it."""
    mask = 0xffffffff
    state = [int(seed[at:at + 8], 16) for at in range(0, 32, 8)]

    def rotate(word, bits):
        return (word << bits | word >> (32 - bits)) & mask

    def step():
        value = rotate(state[1] * 5 & mask, 7) * 9 & mask
        shifted = state[1] << 9 & mask
        state[2] ^= state[0]
        state[3] ^= state[1]
        state[1] ^= state[2]
        state[0] ^= state[3]
        state[2] ^= shifted
        state[3] = rotate(state[3], 11)
        return value

    while True:
        yield ((step() >> 5) * 2**26 + (step() >> 6)) / 2**53


LOOKS = """
import crypto from "node:crypto";
const { randomUUID } = globalThis.crypto;
const told = (call) => {
  try {
    return call() === undefined ? "nothing" : "a value";
  } catch (e) {
    return `${e.name} ${e.code}: ${e.message}`;
  }
};
const functions = [Math.random, crypto.randomUUID, crypto.randomInt,
  crypto.randomBytes, randomUUID, globalThis.crypto.getRandomValues];
const calls = {
  noArguments: () => crypto.randomInt(),
  text: () => crypto.randomInt("5"),
  zero: () => crypto.randomInt(0),
  descending: () => crypto.randomInt(5, 4),
  tooFar: () => crypto.randomInt(2 ** 48),
  farthest: () => crypto.randomInt(2 ** 48 - 1),
  negative: () => crypto.randomInt(-5, 5),
  noCallback: () => crypto.randomInt(1, 5, "callback"),
  callback: () => crypto.randomInt(1, 5, () => {}),
  uuidOptions: () => crypto.randomUUID(5),
  uuidNull: () => crypto.randomUUID(null),
  uuidOption: () => crypto.randomUUID({ disableEntropyCache: 5 }),
  uuidOfAnother: () => randomUUID.call({}),
  random: () => new Math.random(),
};
const looks = () => [
  functions.map(({ name, length }) => [name, length]),
  Object.keys(calls).map((name) => [name, told(calls[name])]),
  Object.getOwnPropertyNames(Math).indexOf("random") >= 0,
  Object.keys(Math),
];
const first = looks();
export const handler = () => [first, looks()];
"""


def test_replaced_functions_look_and_fail_as_the_originals(name, tmp_path):
    with template_of(name, tmp_path, LOOKS) as template:
        with template.copy() as copy:
            copied = copy.call({})
    with Bridge(name, tmp_path, flags=flags_of(name)) as process:
        assert process.call({}) == copied


def test_uuids_and_integers_are_well_formed(name, tmp_path):
    code = """
        import { randomInt, randomUUID } from "node:crypto";
        export const handler = async () => {
          const counts = new Array(6).fill(0);
          for (let i = 0; i < 6000; i++) counts[randomInt(5, 11) - 5]++;
          const later = await new Promise((resolve) =>
            randomInt(3, 4, (...told) => resolve(told))
          );
          return [counts, later, randomUUID(), crypto.randomUUID()];
        };"""
    with template_of(name, tmp_path, code) as template:
        with template.copy() as copy:
            counts, later, *uuids = copy.call({})
    assert all(800 < count < 1200 for count in counts), counts
    assert later[1] == 3 and not later[0]
    for uuid in uuids:
        words = uuid.split("-")
        assert [len(word) for word in words] == [8, 4, 4, 4, 12], uuid
        assert words[2][0] == "4" and words[3][0] in "89ab", uuid


def test_math_random_is_uniform(name, tmp_path):
    code = """export const handler = () => {
        const counts = new Array(16).fill(0);
        for (let i = 0; i < 16000; i++) counts[Math.floor(Math.random() * 16)]++;
        return counts; };"""
    with template_of(name, tmp_path, code) as template:
        with template.copy() as copy:
            counts = copy.call({})
    assert sum(counts) == 16000 and all(800 < count < 1200 for count in counts)
