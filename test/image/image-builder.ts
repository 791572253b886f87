/**
 * Builds images as the loader leaves them in memory. Written from the PE specification alone: it
 * shares no offset with the reader it tests.
 */

export interface SectionSpec {
  readonly name: string;
  readonly rva: number;
  readonly bytes: Uint8Array | readonly number[];
  /** Defaults to executable code. */
  readonly characteristics?: number;
  readonly virtualSize?: number;
}

export const CODE = 0x60000020;
export const DATA = 0xc0000040;
export const READ_ONLY = 0x40000040;
export const INIT_CODE = 0xe2000020;

export interface ImageSpec {
  readonly sections: readonly SectionSpec[];
  readonly sizeOfImage: number;
  readonly timeDateStamp?: number;
  readonly checkSum?: number;
  readonly entryPoint?: number;
  /** RVA and size by directory index. */
  readonly directories?: Readonly<Record<number, readonly [number, number]>>;
  readonly machine?: number;
  readonly magic?: number;
  readonly numberOfSections?: number;
}

const NT = 0x80;

/** The image's bytes from its base on, `sizeOfImage` long. */
export function buildImage(spec: ImageSpec): Uint8Array {
  const bytes = new Uint8Array(spec.sizeOfImage);
  const view = new DataView(bytes.buffer);
  bytes.set([0x4d, 0x5a], 0);
  view.setUint32(0x3c, NT, true);
  bytes.set([0x50, 0x45, 0, 0], NT);
  view.setUint16(NT + 4, spec.machine ?? 0x14c, true);
  view.setUint16(NT + 6, spec.numberOfSections ?? spec.sections.length, true);
  view.setUint32(NT + 8, spec.timeDateStamp ?? 0, true);
  view.setUint16(NT + 20, 0xe0, true);
  view.setUint16(NT + 24, spec.magic ?? 0x10b, true);
  view.setUint32(NT + 24 + 16, spec.entryPoint ?? 0, true);
  view.setUint32(NT + 24 + 56, spec.sizeOfImage, true);
  view.setUint32(NT + 24 + 64, spec.checkSum ?? 0, true);
  view.setUint32(NT + 24 + 92, 16, true);
  for (const [index, [rva, size]] of Object.entries(spec.directories ?? {})) {
    view.setUint32(NT + 24 + 96 + Number(index) * 8, rva, true);
    view.setUint32(NT + 24 + 100 + Number(index) * 8, size, true);
  }
  for (const [i, section] of spec.sections.entries()) writeSection(bytes, NT + 0xf8 + i * 40, section);
  return bytes;
}

function writeSection(image: Uint8Array, header: number, section: SectionSpec): void {
  const view = new DataView(image.buffer);
  image.set(Buffer.from(section.name.slice(0, 8), 'latin1'), header);
  view.setUint32(header + 8, section.virtualSize ?? section.bytes.length, true);
  view.setUint32(header + 12, section.rva, true);
  view.setUint32(header + 16, section.bytes.length, true);
  view.setUint32(header + 36, section.characteristics ?? CODE, true);
  image.set(section.bytes, section.rva);
}

export function u32le(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff];
}

export function ascii(text: string): number[] {
  return [...Buffer.from(`${text}\0`, 'latin1')];
}

export interface ImportSpec {
  readonly module: string;
  /** A name or an ordinal, with the address the loader found. */
  readonly functions: readonly {
    readonly name?: string;
    readonly ordinal?: number;
    readonly target: number;
  }[];
}

export interface BuiltImports {
  /** Descriptors, names' tables and names: what INIT usually holds. */
  readonly descriptors: Uint8Array;
  /** The import address table alone. */
  readonly slots: Uint8Array;
  /** RVA of each function's slot by name or `#ordinal`. */
  readonly slotOf: ReadonlyMap<string, number>;
}

/** Import data whose descriptors will lie at `descriptorsRva` and whose slots at `slotsRva`. */
export function buildImports(
  specs: readonly ImportSpec[],
  descriptorsRva: number,
  slotsRva: number,
): BuiltImports {
  const total = specs.reduce((sum, spec) => sum + spec.functions.length + 1, 0);
  const namesAt = (specs.length + 1) * 20;
  let textAt = namesAt + total * 4;
  const descriptors: number[] = [];
  const names: number[] = [];
  const slots: number[] = [];
  const texts: number[] = [];
  const slotOf = new Map<string, number>();
  const text = (bytes: number[]) => {
    const rva = descriptorsRva + textAt;
    texts.push(...bytes);
    textAt += bytes.length;
    return rva;
  };
  for (const spec of specs) {
    const row = [
      descriptorsRva + namesAt + names.length,
      0,
      0,
      text(ascii(spec.module)),
      slotsRva + slots.length,
    ];
    descriptors.push(...row.flatMap(u32le));
    for (const { name, ordinal, target } of spec.functions) {
      slotOf.set(name ?? `#${ordinal}`, slotsRva + slots.length);
      const thunk = name === undefined ? 0x80000000 + ordinal! : text([0, 0, ...ascii(name)]);
      names.push(...u32le(thunk));
      slots.push(...u32le(target));
    }
    names.push(0, 0, 0, 0);
    slots.push(0, 0, 0, 0);
  }
  descriptors.push(...new Array(20).fill(0));
  return {
    descriptors: Uint8Array.from([...descriptors, ...names, ...texts]),
    slots: Uint8Array.from(slots),
    slotOf,
  };
}

/** Export directory for names (sorted as the linker sorts) with RVAs or forwarders. */
export function buildExports(
  exports: readonly { readonly name: string; readonly rva?: number; readonly forwarder?: string }[],
  at: number,
): Uint8Array {
  const sorted = [...exports].sort((a, b) => (a.name < b.name ? -1 : 1));
  const n = sorted.length;
  let textAt = 40 + n * 10 + 2;
  textAt += (4 - (textAt % 4)) % 4;
  const texts: number[] = [];
  const text = (value: string) => {
    const rva = at + textAt + texts.length;
    texts.push(...ascii(value));
    return rva;
  };
  const module = text('built.sys');
  const functions = sorted.map(({ rva, forwarder }) => (forwarder === undefined ? rva! : text(forwarder)));
  const names = sorted.map(({ name }) => text(name));
  const head = [0, 0, 0, module, 1, n, n, at + 40, at + 40 + n * 4, at + 40 + n * 8].flatMap(u32le);
  const ordinals = sorted.flatMap((_, i) => [i & 0xff, i >> 8]);
  const bytes = new Uint8Array(textAt + texts.length);
  bytes.set([...head, ...functions.flatMap(u32le), ...names.flatMap(u32le), ...ordinals], 0);
  bytes.set(texts, textAt);
  return bytes;
}
