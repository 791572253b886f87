/**
 * Reading the code of 150 drivers beside those of a dump: every allocation site of every tag, and the
 * sites of one tag, against the plain decoding speed of iced over the same code in the same run.
 *
 *     npm run build && node test/bench/code.mjs DUMP DRIVERS
 *
 * DRIVERS is a folder with .sys files of 32-bit Windows, whose code the 150 are made of.
 */

import { madeDrivers } from './made-drivers.mjs';
import { cheapest, judgeTime, load, requireDumps, run, tell } from './measure.mjs';

const NUM_DRIVERS = 150;
const FIRST_BASE = 0xa0000000;
const ALL_LIMIT_MS = 3000;
const ONE_LIMIT_MS = 1000;

const { openDump } = await load('analysis/open-dump.js');
const { codeModulesOf } = await load('analysis/allocation-sites-of.js');
const { findAllocationSites } = await load('code/call-sites.js');
const { ModuleCode } = await load('code/module-code.js');
const { withCode } = await load('code/iced.js');
const { readImage } = await load('image/pe-image.js');

/** What a driver in memory is read through. */
class ImageReader {
  constructor(base, image) {
    this.base = base;
    this.image = image;
  }
  readPartial(va, length) {
    const at = va - this.base;
    const isInside = at >= 0 && at < this.image.length;
    const bytes = isInside ? new Uint8Array(this.image.subarray(at, at + length)) : new Uint8Array(0);
    return bytes.length === length ? { bytes } : { bytes, fault: this.faultAt(va + bytes.length) };
  }
  readMaybe(va, length) {
    const { bytes, fault } = this.readPartial(va, length);
    return fault === undefined ? bytes : undefined;
  }
  readExact(va, length) {
    return this.readMaybe(va, length) ?? new Uint8Array(length);
  }
  u8(va) {
    return this.readMaybe(va, 1)?.[0];
  }
  u16(va) {
    const bytes = this.readMaybe(va, 2);
    return bytes && bytes[0] | (bytes[1] << 8);
  }
  u32(va) {
    const bytes = this.readMaybe(va, 4);
    return bytes && (bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24)) >>> 0;
  }
  faultAt(va) {
    const isInside = va >= this.base && va < this.base + this.image.length;
    return isInside ? undefined : { kind: 'not-mapped', va, level: 'PT' };
  }
}

function mostFrequent(tags) {
  const counts = new Map();
  for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0][0];
}

const [path, folder] = requireDumps(2, 'code.mjs DUMP DRIVERS');
const session = openDump(path);
const loaded = codeModulesOf(session);
const { image: kernel, base: kernelBase } = loaded.find(({ base }) => base === session.kernel.base);
const routines = new Map(kernel.exports.value.map(({ name, rva }) => [name, kernelBase + rva]));
const addressOf = (name) => routines.get(name) ?? kernelBase + 0x1000;
const made = madeDrivers(folder, NUM_DRIVERS, FIRST_BASE, addressOf).map(({ name, base, image }) => {
  const memory = new ImageReader(base, image);
  return { name, base, size: image.length, memory, image: readImage(memory, base, image.length) };
});
const modules = [...loaded, ...made];

const codes = modules.map((module) => new ModuleCode(module));
let instructions = 0;
function decodeAll() {
  instructions = 0;
  for (const { bytes, ranges } of codes) {
    for (const { start, end } of ranges) {
      withCode(bytes.subarray(start, end), start, (code) => {
        for (let at = 0; code.decode(at); at += code.length) instructions++;
      });
    }
  }
}
const plain = cheapest(decodeAll);
const bytes = codes.reduce(
  (sum, { ranges }) => sum + ranges.reduce((own, { start, end }) => own + end - start, 0),
  0,
);
console.log(
  `${modules.length} modules, ${(bytes / 2 ** 20).toFixed(1)} MB of code, ${instructions} instructions`,
);
tell('plain decoding by iced', plain);

let found;
const all = cheapest(() => {
  found = run(findAllocationSites(modules, session.kernel.memory));
});
const tag = mostFrequent(found.sites.map((site) => site.tag));
let own;
const one = cheapest(() => {
  own = run(findAllocationSites(modules, session.kernel.memory, { tag }));
});
const expected = found.sites.filter((site) => site.tag === tag).length;
console.log(`      ${found.sites.length} sites, ${own.sites.length} of them of the one tag`);
if (own.sites.length !== expected) {
  console.log(`FAIL  ${expected} of them were expected`);
  process.exitCode = 1;
}
judgeTime('allocation sites of all tags', all, ALL_LIMIT_MS);
console.log(`      (${(all / plain).toFixed(2)} x plain decoding)`);
judgeTime('allocation sites of one tag', one, ONE_LIMIT_MS);
console.log(`      (${(one / plain).toFixed(2)} x plain decoding)`);
session.close();
