import { ascii, put16, put32 } from './bytes.ts';
import { pageFileEntry } from './paging.ts';
import { PAGE } from './physical-memory.ts';
import type { Region } from './region.ts';
import { versionResource } from './version-resource.ts';

/** A PE image as it lies in memory: sections at their RVAs, only the pages that were written resident. */

export interface Section {
  name: string;
  rva: number;
  size: number;
  code?: boolean;
  /** INIT and .reloc are thrown away after start-up: their pages are unmapped. */
  discarded?: boolean;
}

export interface ImageSpec {
  /** BaseDllName and FullDllName of the loader entry. */
  name: string;
  path: string;
  base: number;
  size: number;
  timestamp: number;
  checksum: number;
  sections: Section[];
  /** Debug directory and RSDS record, placed at this RVA. */
  debug?: { rva: number; pdb: string; guid: string; age: number };
  exports?: { rva: number; names: Record<string, number> };
  imports?: { iat: number; dll: string; names: string[]; descriptors?: number };
  /** RVA of the resource section and the strings in it. */
  version?: { rva: number; fileVersion: string; strings: Record<string, string> };
  entryPoint?: number;
}

const DIRECTORY = { export: 0, import: 1, resource: 2, debug: 6, iat: 12 };
const PE_AT = 0xe8;
const OPTIONAL_AT = PE_AT + 24;

/** Maps the image and writes its headers, tables and resources. */
export function writeImage(region: Region, image: ImageSpec, importAddress: (name: string) => number): void {
  mapSections(region, image);
  const directories = new Map<number, [number, number]>();
  if (image.debug) directories.set(DIRECTORY.debug, [writeDebug(region, image), 28]);
  if (image.exports) directories.set(DIRECTORY.export, writeExports(region, image));
  if (image.imports) {
    directories.set(DIRECTORY.iat, writeIat(region, image, importAddress));
    if (image.imports.descriptors) directories.set(DIRECTORY.import, writeImports(region, image));
  }
  if (image.version) {
    const data = versionResource(image.version.rva, image.version.fileVersion, image.version.strings);
    region.bytes(image.base + image.version.rva, data);
    directories.set(DIRECTORY.resource, [image.version.rva, data.length]);
  }
  region.bytes(image.base, headers(image, directories));
}

function mapSections(region: Region, image: ImageSpec): void {
  for (const s of image.sections) {
    for (let at = 0; at < s.size; at += PAGE) {
      const va = image.base + s.rva + at;
      if (region.large.has(va >>> region.mode.pdeShift)) continue;
      const index = (va >>> 12) & 0xfff;
      region.setEntry(va, s.discarded ? { lo: 0, hi: 0 } : pageFileEntry(region.mode, 0, index));
    }
  }
}

function headers(image: ImageSpec, directories: Map<number, [number, number]>): Uint8Array {
  const page = new Uint8Array(0x400);
  page.set(ascii('MZ'));
  put32(page, 0x3c, PE_AT);
  page.set(ascii('PE'), PE_AT);
  put16(page, PE_AT + 4, 0x14c);
  put16(page, PE_AT + 6, image.sections.length);
  put32(page, PE_AT + 8, image.timestamp);
  put16(page, PE_AT + 20, 0xe0);
  put16(page, PE_AT + 22, 0x10e);
  const o = OPTIONAL_AT;
  put16(page, o, 0x10b);
  page[o + 2] = 9;
  put32(page, o + 0x10, image.entryPoint ?? 0x1000);
  put32(page, o + 0x1c, image.base);
  put32(page, o + 0x20, 0x1000);
  put32(page, o + 0x24, 0x200);
  for (const at of [0x28, 0x2c, 0x30]) {
    put16(page, o + at, 6);
    put16(page, o + at + 2, 1);
  }
  put32(page, o + 0x38, image.size);
  put32(page, o + 0x3c, 0x400);
  put32(page, o + 0x40, image.checksum);
  put16(page, o + 0x44, 1);
  put32(page, o + 0x5c, 16);
  for (const [i, [rva, size]] of directories) {
    put32(page, o + 0x60 + i * 8, rva);
    put32(page, o + 0x64 + i * 8, size);
  }
  for (const [i, s] of image.sections.entries()) writeSectionHeader(page, o + 0xe0 + i * 40, s);
  return page;
}

function writeSectionHeader(page: Uint8Array, at: number, s: Section): void {
  page.set(ascii(s.name), at);
  put32(page, at + 8, s.size);
  put32(page, at + 12, s.rva);
  put32(page, at + 16, s.size);
  put32(page, at + 20, s.rva);
  const code = s.code ? 0x60000020 : 0xc0000040;
  put32(page, at + 36, (code | (s.discarded ? 0x02000000 : 0)) >>> 0);
}

/** One debug directory entry followed by its RSDS record. */
function writeDebug(region: Region, image: ImageSpec): number {
  const { rva, pdb, guid, age } = image.debug!;
  const record = new Uint8Array(28 + 24 + pdb.length + 1);
  put32(record, 4, image.timestamp);
  put32(record, 12, 2);
  put32(record, 16, record.length - 28);
  put32(record, 20, rva + 28);
  put32(record, 24, rva + 28);
  record.set(ascii('RSDS'), 28);
  record.set(guidBytes(guid), 32);
  put32(record, 48, age);
  record.set(ascii(pdb), 52);
  region.bytes(image.base + rva, record);
  return rva;
}

/** The 16 bytes of a GUID written as 32 hex digits without dashes. */
export function guidBytes(guid: string): Uint8Array {
  const raw = Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(guid.slice(i * 2, i * 2 + 2), 16));
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  return Uint8Array.from(order, (i) => raw[i]);
}

function writeExports(region: Region, image: ImageSpec): [number, number] {
  const { rva, names } = image.exports!;
  const sorted = Object.keys(names).sort();
  const n = sorted.length;
  const functionsAt = 40;
  const namesAt = functionsAt + n * 4;
  const ordinalsAt = namesAt + n * 4;
  let textAt = ordinalsAt + n * 2;
  const size = textAt + image.name.length + 1 + sorted.reduce((sum, s) => sum + s.length + 1, 0);
  const table = new Uint8Array(size);
  const place = (text: string) => {
    table.set(ascii(text), textAt);
    textAt += text.length + 1;
    return rva + textAt - text.length - 1;
  };
  put32(table, 4, image.timestamp);
  put32(table, 12, place(image.name));
  put32(table, 16, 1);
  put32(table, 20, n);
  put32(table, 24, n);
  put32(table, 28, rva + functionsAt);
  put32(table, 32, rva + namesAt);
  put32(table, 36, rva + ordinalsAt);
  sorted.forEach((name, i) => {
    put32(table, functionsAt + i * 4, names[name]);
    put32(table, namesAt + i * 4, place(name));
    put16(table, ordinalsAt + i * 2, i);
  });
  region.bytes(image.base + rva, table);
  return [rva, size];
}

function writeIat(region: Region, image: ImageSpec, address: (name: string) => number): [number, number] {
  const { iat, names } = image.imports!;
  names.forEach((name, i) => {
    region.u32(image.base + iat + i * 4, address(name));
  });
  return [iat, names.length * 4 + 4];
}

/** The import descriptor, its name table and the names; drivers keep them in INIT, so often they are gone. */
function writeImports(region: Region, image: ImageSpec): [number, number] {
  const { iat, dll, names, descriptors } = image.imports!;
  const rva = descriptors!;
  const namesAt = 40;
  let textAt = namesAt + (names.length + 1) * 4;
  const bytes = new Uint8Array(textAt + names.reduce((s, n) => s + n.length + 4, 0) + dll.length + 1);
  put32(bytes, 0, rva + namesAt);
  put32(bytes, 16, iat);
  names.forEach((name, i) => {
    put32(bytes, namesAt + i * 4, rva + textAt);
    bytes.set(ascii(name), textAt + 2);
    textAt += (name.length + 4) & ~1;
  });
  put32(bytes, 12, rva + textAt);
  bytes.set(ascii(dll), textAt);
  region.bytes(image.base + rva, bytes);
  return [rva, 40];
}
