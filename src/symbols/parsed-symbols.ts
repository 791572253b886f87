import { ColumnSymbolTable } from './column-table.ts';
import type { EnumLayout, Enums } from './enums.ts';
import type { FieldLayout, Layouts, StructLayout } from './layouts.ts';
import type { FrameSource, SymbolFile } from './symbol-file.ts';
import type { SymbolKey } from './symbol-key.ts';

/** Cells of one field in a packed structure: name, offset, size, text, first bit, number of bits. */
const FIELD_CELLS = 6;
/** For a size that is not known, and for the text and the bits of a field that has none. */
const NONE = -1;

type Cell = string | number;
/** Name, size in bytes, cells. */
type Packed = readonly [string, number, readonly Cell[]];

interface ParsedBody {
  readonly source: 'pdb' | 'isf';
  readonly machine: number;
  readonly hasFrames: boolean;
  readonly names: readonly string[];
  readonly rvas: readonly number[];
  readonly flags: readonly number[];
  /** Type texts, to which fields refer by number. */
  readonly texts: readonly string[];
  readonly structs: readonly Packed[];
  readonly enums: readonly Packed[];
}

/** Everything that a symbol file says, as UTF-8 JSON. */
export function encodeParsed(file: SymbolFile): Uint8Array {
  const layouts = file.layouts();
  const { names, rvas, flags } = file.symbols().columns;
  const texts = new Map<string, number>();
  const structs: Packed[] = [];
  const enums: Packed[] = [];
  for (const name of layouts?.structNames() ?? []) {
    const struct = layouts?.struct(name);
    if (struct !== undefined) structs.push([name, struct.size, packFields(struct, texts)]);
  }
  for (const name of layouts?.enumNames() ?? []) {
    const found = layouts?.enum(name);
    if (found !== undefined) enums.push([name, found.size, [...found.constants].flat()]);
  }
  const body: ParsedBody = {
    source: file.source,
    machine: file.machine,
    hasFrames: file.frames() !== undefined,
    names,
    rvas: Array.from(rvas),
    flags: Array.from(flags),
    texts: [...texts.keys()],
    structs,
    enums,
  };
  return Buffer.from(JSON.stringify(body));
}

function packFields(struct: StructLayout, texts: Map<string, number>): Cell[] {
  const cells: Cell[] = [];
  for (const { name, offset, size, type, bits } of struct.fields.values()) {
    let text = NONE;
    if (type !== undefined) {
      text = texts.get(type) ?? texts.size;
      texts.set(type, text);
    }
    cells.push(name, offset, size ?? NONE, text, bits?.start ?? NONE, bits?.count ?? NONE);
  }
  return cells;
}

/** The symbols in a cached body, or undefined when it is not of the right shape. */
export function decodeParsed(
  bytes: Uint8Array,
  key: SymbolKey,
  description: string,
  frames: () => FrameSource | undefined,
): SymbolFile | undefined {
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
  return isParsedBody(body) ? new ParsedSymbols(body, key, description, frames) : undefined;
}

class ParsedSymbols implements SymbolFile {
  readonly source: 'pdb' | 'isf';
  readonly guid: string;
  readonly age: number;
  readonly machine: number;
  private knownSymbols?: ColumnSymbolTable;
  private knownFrames?: FrameSource;
  private readonly knownLayouts?: ParsedLayouts;

  constructor(
    private readonly body: ParsedBody,
    key: SymbolKey,
    readonly description: string,
    private readonly openFrames: () => FrameSource | undefined,
  ) {
    this.source = body.source;
    this.guid = key.guid;
    this.age = key.age;
    this.machine = body.machine;
    if (body.structs.length > 0) this.knownLayouts = new ParsedLayouts(body, description);
  }

  layouts(): (Layouts & Enums) | undefined {
    return this.knownLayouts;
  }

  symbols(): ColumnSymbolTable {
    this.knownSymbols ??= new ColumnSymbolTable(this.source, this.description, this.body);
    return this.knownSymbols;
  }

  frames(): FrameSource | undefined {
    if (this.body.hasFrames) this.knownFrames ??= this.openFrames();
    return this.knownFrames;
  }
}

class ParsedLayouts implements Layouts, Enums {
  readonly source: 'pdb' | 'isf';
  private readonly structs: ReadonlyMap<string, Packed>;
  private readonly enums: ReadonlyMap<string, Packed>;
  private readonly texts: readonly string[];
  private readonly known = new Map<string, StructLayout>();

  constructor(
    { source, structs, enums, texts }: ParsedBody,
    readonly description: string,
  ) {
    this.source = source;
    this.structs = new Map(structs.map((packed) => [packed[0], packed]));
    this.enums = new Map(enums.map((packed) => [packed[0], packed]));
    this.texts = texts;
  }

  struct(name: string): StructLayout | undefined {
    const known = this.known.get(name);
    const packed = known === undefined ? this.structs.get(name) : undefined;
    if (packed === undefined) return known;
    const fields = new Map<string, FieldLayout>();
    for (let i = 0; i < packed[2].length; i += FIELD_CELLS) {
      const field = unpackField(packed[2], i, this.texts);
      fields.set(field.name, field);
    }
    const layout = { name, size: packed[1], fields };
    this.known.set(name, layout);
    return layout;
  }

  structNames(): Iterable<string> {
    return this.structs.keys();
  }

  enum(name: string): EnumLayout | undefined {
    const packed = this.enums.get(name);
    if (packed === undefined) return undefined;
    const constants = new Map<string, number>();
    for (let i = 0; i < packed[2].length; i += 2)
      constants.set(packed[2][i] as string, packed[2][i + 1] as number);
    return { name, size: packed[1], constants };
  }

  enumNames(): Iterable<string> {
    return this.enums.keys();
  }
}

function unpackField(cells: readonly Cell[], at: number, texts: readonly string[]): FieldLayout {
  const [name, offset, size, text, start, count] = cells.slice(at, at + FIELD_CELLS) as [
    string,
    number,
    number,
    number,
    number,
    number,
  ];
  return {
    name,
    offset,
    ...(count !== NONE && { bits: { start, count } }),
    ...(size !== NONE && { size }),
    ...(text !== NONE && { type: texts[text] }),
  };
}

function isParsedBody(value: unknown): value is ParsedBody {
  if (typeof value !== 'object' || value === null) return false;
  const { source, machine, hasFrames, names, rvas, flags, texts, structs, enums } =
    value as Partial<ParsedBody>;
  if ((source !== 'pdb' && source !== 'isf') || !isWhole(machine) || typeof hasFrames !== 'boolean')
    return false;
  if (!isListOf(names, isText) || !isListOf(rvas, isWhole) || !isListOf(flags, isWhole)) return false;
  if (names.length !== rvas.length || names.length !== flags.length || !isListOf(texts, isText)) return false;
  const isStruct = (packed: unknown) => isPacked(packed, FIELD_CELLS, texts.length);
  return (
    isListOf(structs, isStruct) && isListOf(enums, (packed) => isPacked(packed, 2, Number.MAX_SAFE_INTEGER))
  );
}

function isListOf(
  value: unknown,
  test: (item: unknown) => boolean,
): value is readonly unknown[] & { length: number } {
  return Array.isArray(value) && value.every(test);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isWhole(value: unknown): boolean {
  return Number.isSafeInteger(value);
}

/** Name and size, then rows of `width` cells: a text and numbers; the fourth is below `numTexts`. */
function isPacked(value: unknown, width: number, numTexts: number): boolean {
  if (!Array.isArray(value) || value.length !== 3 || !isText(value[0]) || !isWhole(value[1])) return false;
  const cells: unknown = value[2];
  if (!Array.isArray(cells) || cells.length % width !== 0) return false;
  return cells.every((cell, i) => {
    if (i % width === 0) return isText(cell);
    return isWhole(cell) && (i % width !== 3 || (cell as number) < numTexts);
  });
}
