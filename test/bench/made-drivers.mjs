/**
 * Drivers in memory, as many as asked for, made of the code of real ones: each repeats the sections of
 * one file until it is as large as drivers are, with every copy's addresses corrected and its imports
 * bound to the kernel's routines, as the loader leaves them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const PAGE = 0x1000;
const DISCARDABLE = 0x02000000;
const RELOCATION_DIRECTORY = 5;
const IMPORT_DIRECTORY = 1;

const roundUp = (size, unit) => Math.ceil(size / unit) * unit;

/** A driver's file, read as the loader does: by section, with the places of its addresses. */
function readDriver(file) {
  const raw = readFileSync(file);
  const nt = raw.readUInt32LE(0x3c);
  const optional = nt + 24;
  const imageBase = raw.readUInt32LE(optional + 28);
  const table = optional + raw.readUInt16LE(nt + 20);
  const sections = Array.from({ length: raw.readUInt16LE(nt + 6) }, (_, i) => {
    const at = table + i * 40;
    const [size, rva, rawSize, offset] = [8, 12, 16, 20].map((field) => raw.readUInt32LE(at + field));
    const bytes = Buffer.alloc(roundUp(size, 16));
    raw.copy(bytes, 0, offset, offset + Math.min(size, rawSize));
    return { at, rva, bytes, flags: raw.readUInt32LE(at + 36) };
  });
  const directory = (index) => raw.readUInt32LE(optional + 96 + index * 8);
  const header = raw.subarray(0, raw.readUInt32LE(optional + 60));
  const driver = { header, optional, imageBase, sections, imports: [], places: [] };
  driver.places = relocations(driver, directory(RELOCATION_DIRECTORY));
  driver.imports = imports(driver, directory(IMPORT_DIRECTORY));
  return driver;
}

function sectionAt({ sections }, rva) {
  return sections.find((one) => rva >= one.rva && rva < one.rva + one.bytes.length);
}

/** Places of absolute addresses. */
function relocations(driver, rva) {
  const section = rva === 0 ? undefined : sectionAt(driver, rva);
  const places = [];
  if (section === undefined) return places;
  for (let at = rva - section.rva; at + 8 <= section.bytes.length; ) {
    const page = section.bytes.readUInt32LE(at);
    const size = section.bytes.readUInt32LE(at + 4);
    if (size < 8) break;
    for (let i = at + 8; i < at + size; i += 2) {
      const entry = section.bytes.readUInt16LE(i);
      if (entry >>> 12 === 3) places.push(page + (entry & 0xfff));
    }
    at += size;
  }
  return places;
}

/** Slots of imported routines with their names. */
function imports(driver, rva) {
  const found = [];
  const word = (at) => {
    const section = sectionAt(driver, at);
    return section === undefined ? 0 : section.bytes.readUInt32LE(at - section.rva);
  };
  for (let at = rva; rva !== 0 && word(at + 12) !== 0; at += 20) {
    const names = word(at) || word(at + 16);
    for (let i = 0; word(names + i * 4) !== 0; i++) {
      const text = sectionAt(driver, word(names + i * 4));
      if (text === undefined) continue;
      const start = word(names + i * 4) + 2 - text.rva;
      const name = text.bytes.toString('latin1', start, text.bytes.indexOf(0, start));
      found.push({ slot: word(at + 16) + i * 4, name });
    }
  }
  return found;
}

/** The image of one made driver at `base`, about `size` bytes: code first, then data. */
function buildImage(driver, base, size, addressOf) {
  const kept = driver.sections.filter(({ flags }) => (flags & DISCARDABLE) === 0);
  const one = kept.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const copies = Math.max(1, Math.round((size - PAGE) / one));
  let end = PAGE;
  const starts = kept.map(({ bytes }) => {
    const start = end;
    end += roundUp(bytes.length * copies, PAGE);
    return start;
  });
  const image = Buffer.alloc(end);
  writeHeader(image, driver, kept, starts, copies);
  const placeOf = (rva, copy) => {
    const index = kept.findIndex((section) => rva >= section.rva && rva < section.rva + section.bytes.length);
    return index < 0 ? -1 : starts[index] + copy * kept[index].bytes.length + (rva - kept[index].rva);
  };
  for (let copy = 0; copy < copies; copy++) {
    for (const [i, { bytes }] of kept.entries()) bytes.copy(image, starts[i] + copy * bytes.length);
    for (const rva of driver.places) {
      const at = placeOf(rva, copy);
      const target = at < 0 ? -1 : placeOf(image.readUInt32LE(at) - driver.imageBase, copy);
      if (target >= 0) image.writeUInt32LE(base + target, at);
    }
    for (const { slot, name } of driver.imports) {
      const at = placeOf(slot, copy);
      if (at >= 0) image.writeUInt32LE(addressOf(name), at);
    }
  }
  return image;
}

/** The file's own header with the sections where they now lie, and no directories: those are not moved. */
function writeHeader(image, { header, optional }, kept, starts, copies) {
  header.copy(image);
  const table = optional + header.readUInt16LE(optional - 4);
  image.writeUInt16LE(kept.length, optional - 18);
  image.writeUInt32LE(image.length, optional + 56);
  image.fill(0, optional + 96, optional + 96 + 16 * 8);
  kept.forEach(({ at, bytes }, i) => {
    header.copy(image, table + i * 40, at, at + 40);
    image.writeUInt32LE(bytes.length * copies, table + i * 40 + 8);
    image.writeUInt32LE(starts[i], table + i * 40 + 12);
  });
}

/** `count` drivers from `base` on, 40 to 360 KB each, as [name, base, image]. */
export function madeDrivers(folder, count, base, addressOf) {
  const files = readdirSync(folder).filter((file) => file.endsWith('.sys'));
  const drivers = files.map((file) => readDriver(path.join(folder, file)));
  const made = [];
  for (let i = 0, at = base; i < count; i++) {
    const image = buildImage(drivers[i % drivers.length], at, 40_000 * (1 + ((i * 7) % 9)), addressOf);
    made.push({ name: `made${i}`, base: at, image });
    at += image.length + PAGE;
  }
  return made;
}
