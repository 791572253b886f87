import {
  KddebuggerData64,
  Server2003Part,
  VistaPart,
  Windows7Part,
} from './generated/kddebugger-data64.layout.ts';

/** Where the block's tag and size lie, counted from its start. */
export const KDBG_TAG_OFFSET = KddebuggerData64.magic.offset;
/** Smallest block: XP's. */
export const KDBG_SIZE_XP = 0x290;
/** Largest block known, with room to spare. */
export const KDBG_SIZE_MAX = 0x400;
/** `KDBG` as a little-endian word. */
export const KDBG_TAG = 0x4742444b;

interface KdbgField {
  readonly offset: number;
  readonly size: number;
}

const PARTS: readonly { readonly at: number; readonly from: number; readonly part: object }[] = [
  { at: 0, from: KDBG_SIZE_XP, part: KddebuggerData64 },
  { at: 0x290, from: 0x318, part: Server2003Part },
  { at: 0x318, from: 0x330, part: VistaPart },
  { at: 0x330, from: 0x340, part: Windows7Part },
];

let byName: Map<string, KdbgField> | undefined;

function fields(): Map<string, KdbgField> {
  if (byName !== undefined) return byName;
  byName = new Map();
  for (const { at, part } of PARTS) {
    for (const field of Object.values(part)) {
      if (typeof field === 'object' && field.name !== undefined) {
        byName.set(field.name, { offset: at + field.offset, size: field.size });
      }
    }
  }
  return byName;
}

/** Eight-byte fields that are no address of a kernel variable. */
const NO_VARIABLES = new Set(['List', 'KernBase', 'BreakpointWithStatus', 'SavedContext', 'MmPageSize']);
let variables: Set<string> | undefined;

/** Names of the fields that are addresses of variables of the kernel, as the kernel calls them. */
export function kdbgVariables(): ReadonlySet<string> {
  variables ??= new Set(
    [...fields()].filter(([name, { size }]) => size === 8 && !NO_VARIABLES.has(name)).map(([name]) => name),
  );
  return variables;
}

/** KDDEBUGGER_DATA64 by the names of its fields. Eight-byte fields give their low word. */
export interface KdbgBlock {
  /** Bytes the block claims. */
  readonly size: number;
  /** Undefined when this block is too short to have the field. */
  field(name: string): number | undefined;
}

/** Decodes a block; undefined when its tag or size is wrong. */
export function readKdbg(bytes: Uint8Array): KdbgBlock | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < KDBG_SIZE_XP || view.getUint32(KDBG_TAG_OFFSET, true) !== KDBG_TAG) return undefined;
  const size = view.getUint32(KddebuggerData64.lenBlock.offset, true);
  if (size < KDBG_SIZE_XP || size > KDBG_SIZE_MAX) return undefined;
  const held = Math.min(size, bytes.length);
  return {
    size,
    field(name) {
      const field = fields().get(name);
      if (field === undefined) throw new Error(`KDDEBUGGER_DATA64 has no field ${name}`);
      if (field.offset + field.size > held) return undefined;
      return field.size === 2 ? view.getUint16(field.offset, true) : view.getUint32(field.offset, true);
    },
  };
}
