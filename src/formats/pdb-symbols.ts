import { DataSymbol, ProcedureSymbol, PublicSymbol, RecordHead } from './generated/pdb-symbols.layout.ts';
import { PdbError } from './pdb-error.ts';
import { SymbolKind } from './pdb-kinds.ts';
import { cString } from './zero-terminated.ts';

/** What a record says about its symbol. `linker` names are decorated, the others are not. */
export type SymbolRole = 'linker' | 'data' | 'procedure';

/**
 * Called for each symbol that names an address. `section` counts from 1 (0 is absolute); `isFunction`
 * is set for procedures and for publics with the code or function flag.
 */
export type SymbolVisitor = (
  role: SymbolRole,
  name: string,
  section: number,
  offset: number,
  isFunction: boolean,
) => void;

interface AddressPart {
  readonly ofs: { readonly offset: number };
  readonly section: { readonly offset: number };
}

interface Shape {
  readonly role: SymbolRole;
  readonly address: AddressPart;
  /** Where the name starts, from the end of the record head. */
  readonly nameAt: number;
  readonly pascal: boolean;
}

const SHAPES = new Map<number, Shape>([
  [SymbolKind.S_PUB32, { role: 'linker', address: PublicSymbol, nameAt: PublicSymbol.size, pascal: false }],
  [SymbolKind.S_PUB32_ST, { role: 'linker', address: PublicSymbol, nameAt: PublicSymbol.size, pascal: true }],
  [SymbolKind.S_GDATA32, { role: 'data', address: DataSymbol, nameAt: DataSymbol.size, pascal: false }],
  [SymbolKind.S_LDATA32, { role: 'data', address: DataSymbol, nameAt: DataSymbol.size, pascal: false }],
  [SymbolKind.S_GDATA32_ST, { role: 'data', address: DataSymbol, nameAt: DataSymbol.size, pascal: true }],
  [SymbolKind.S_LDATA32_ST, { role: 'data', address: DataSymbol, nameAt: DataSymbol.size, pascal: true }],
  [SymbolKind.S_GPROC32, procedure(false)],
  [SymbolKind.S_LPROC32, procedure(false)],
  [SymbolKind.S_GPROC32_ID, procedure(false)],
  [SymbolKind.S_LPROC32_ID, procedure(false)],
  [SymbolKind.S_GPROC32_ST, procedure(true)],
  [SymbolKind.S_LPROC32_ST, procedure(true)],
]);

function procedure(pascal: boolean): Shape {
  return { role: 'procedure', address: ProcedureSymbol, nameAt: ProcedureSymbol.size, pascal };
}

const CODE_FLAGS = (1 << PublicSymbol.isCode.shift) | (1 << PublicSymbol.isFunction.shift);

/**
 * Visits the records of a symbol stream from `start` on that name an address. `what` is the stream's
 * name in errors. Throws PdbError.
 */
export function visitSymbols(bytes: Uint8Array, start: number, what: string, visit: SymbolVisitor): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = start;
  while (at + RecordHead.size <= bytes.length) {
    const length = view.getUint16(at, true);
    const end = at + RecordHead.kind.offset + length;
    if (length < 2 || end > bytes.length)
      throw new PdbError(`${what}.len_record`, at, `${length} bytes do not fit the stream`);
    const shape = SHAPES.get(view.getUint16(at + RecordHead.kind.offset, true));
    if (shape !== undefined) visitOne(bytes, view, at + RecordHead.size, end, shape, what, visit);
    at = end;
  }
}

function visitOne(
  bytes: Uint8Array,
  view: DataView,
  body: number,
  end: number,
  { role, address, nameAt, pascal }: Shape,
  what: string,
  visit: SymbolVisitor,
): void {
  let nameStart = body + nameAt;
  let nameEnd = end;
  if (pascal && nameStart < end) nameEnd = nameStart + 1 + bytes[nameStart++];
  if (nameStart > end || nameEnd > end) throw new PdbError(what, body, 'the record ends inside its fields');
  const isFunction =
    role === 'procedure' || (role === 'linker' && (view.getUint32(body, true) & CODE_FLAGS) !== 0);
  const section = view.getUint16(body + address.section.offset, true);
  const offset = view.getUint32(body + address.ofs.offset, true);
  visit(role, cString(bytes, nameStart, nameEnd), section, offset, isFunction);
}
