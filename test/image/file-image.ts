import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Where real drivers lie, beside the repository; tests that need them skip when they are absent. */
export const DRIVERS = path.resolve(import.meta.dirname, '../../../shared/data/drivers-x86');

/** Maps a driver file as the loader does: each section copied to its RVA. Imports stay unbound. */
export function loadDriver(file: string): { bytes: Uint8Array; imageBase: number } {
  const raw = readFileSync(path.join(DRIVERS, file));
  const nt = raw.readUInt32LE(0x3c);
  const image = new Uint8Array(raw.readUInt32LE(nt + 80));
  image.set(raw.subarray(0, raw.readUInt32LE(nt + 84)));
  const table = nt + 24 + raw.readUInt16LE(nt + 20);
  for (let i = 0; i < raw.readUInt16LE(nt + 6); i++) {
    const header = table + i * 40;
    const [size, rva, rawSize, offset] = [8, 12, 16, 20].map((at) => raw.readUInt32LE(header + at));
    image.set(raw.subarray(offset, offset + Math.min(size, rawSize)), rva);
  }
  return { bytes: image, imageBase: raw.readUInt32LE(nt + 52) };
}
