import { PdbTpi } from './generated/pdb-tpi.js';
import {
  LfArray,
  LfBitfield,
  LfEnum,
  LfMfunction,
  LfModifier,
  LfPointer,
  LfProcedure,
  LfStructure,
  LfUnion,
  RecordHead,
  PdbTpi as TpiLayout,
} from './generated/pdb-tpi.layout.ts';
import { kaitaiStream } from './generated/stream.js';
import { RecordCursor } from './pdb-cursor.ts';
import { PdbError, readChecked } from './pdb-error.ts';
import { Leaf } from './pdb-kinds.ts';
import { type MemberRecord, readFieldList } from './pdb-members.ts';

const FORWARD_REFERENCE = 0x80;
const HAS_UNIQUE_NAME = 0x200;

/** A structure, class or union. Sizes in bytes. */
export interface StructureRecord {
  readonly leaf: 'structure';
  readonly name: string;
  /** Decorated name that tells unnamed types apart, in files that have it. */
  readonly uniqueName?: string;
  readonly size: number;
  readonly fieldList: number;
  /** A declaration only: the definition is another record of the same name. */
  readonly isForward: boolean;
}

export interface EnumRecord {
  readonly leaf: 'enum';
  readonly name: string;
  readonly uniqueName?: string;
  readonly underlying: number;
  readonly fieldList: number;
  readonly isForward: boolean;
}

export type TypeRecord =
  | StructureRecord
  | EnumRecord
  | { readonly leaf: 'pointer'; readonly target: number; readonly size: number }
  | { readonly leaf: 'array'; readonly element: number; readonly size: number }
  | { readonly leaf: 'bitfield'; readonly target: number; readonly start: number; readonly count: number }
  | { readonly leaf: 'modifier'; readonly target: number }
  | { readonly leaf: 'procedure'; readonly returns: number }
  | { readonly leaf: 'other'; readonly kind: number };

/** The type records of a PDB, by type index; each is decoded when asked for. */
export class TypeRecords {
  private constructor(
    private readonly bytes: Uint8Array,
    private readonly view: DataView,
    /** 19990903 (Visual C++ 7) or 20040203. */
    readonly version: number,
    /** Type index of the first record. */
    readonly firstIndex: number,
    /** Stream offset of each record's length field. */
    private readonly offsets: Uint32Array,
  ) {}

  /** Reads the header and finds every record. Throws PdbError. */
  static read(bytes: Uint8Array): TypeRecords {
    const header = readChecked('tpi', 0, () => new PdbTpi(kaitaiStream(bytes)));
    const { lenHeader, lenRecords, typeIndexBegin, typeIndexEnd } = header;
    if (lenHeader < TpiLayout.size || lenHeader + lenRecords > bytes.length)
      throw new PdbError('tpi.len_records', TpiLayout.lenRecords.offset, 'ends outside the stream');
    const count = typeIndexEnd - typeIndexBegin;
    if (typeIndexBegin < 0x1000 || count < 0 || count > lenRecords / RecordHead.size)
      throw new PdbError(
        'tpi.type_index_end',
        TpiLayout.typeIndexEnd.offset,
        `${count} records do not fit ${lenRecords} bytes`,
      );
    const view = new DataView(bytes.buffer, bytes.byteOffset, lenHeader + lenRecords);
    const offsets = new Uint32Array(count);
    let at = lenHeader;
    for (let i = 0; i < count; i++) {
      offsets[i] = at;
      at = nextRecord(view, at, typeIndexBegin + i);
    }
    return new TypeRecords(bytes, view, header.version, typeIndexBegin, offsets);
  }

  get count(): number {
    return this.offsets.length;
  }

  /** Leaf kind of a record, 0 when there is no such record. */
  kind(index: number): number {
    const at = this.offsets[index - this.firstIndex];
    return at === undefined ? 0 : this.view.getUint16(at + RecordHead.kind.offset, true);
  }

  /** One record, decoded; undefined for an index outside the stream. Throws PdbError. */
  record(index: number): TypeRecord | undefined {
    const kind = this.kind(index);
    return kind === 0 ? undefined : decode(this.cursor(index), this.view, kind);
  }

  /** The members of a field list and of the lists it goes on in. Throws PdbError. */
  *members(fieldList: number): Generator<MemberRecord> {
    const seen = new Set<number>();
    let index: number | undefined = fieldList;
    while (index !== undefined && this.kind(index) === Leaf.LF_FIELDLIST) {
      if (seen.has(index))
        throw new PdbError(
          'tpi.lf_index',
          this.offsets[index - this.firstIndex],
          'a field list leads back to itself',
        );
      seen.add(index);
      index = yield* readFieldList(this.cursor(index), this.view);
    }
  }

  private cursor(index: number): RecordCursor {
    const at = this.offsets[index - this.firstIndex];
    const end = at + RecordHead.kind.offset + this.view.getUint16(at, true);
    return new RecordCursor(
      this.bytes,
      this.view,
      `tpi.record 0x${index.toString(16)}`,
      at + RecordHead.size,
      end,
    );
  }
}

function nextRecord(view: DataView, at: number, index: number): number {
  const what = `tpi.record 0x${index.toString(16)}`;
  if (at + RecordHead.size > view.byteLength) throw new PdbError(what, at, 'starts outside the stream');
  const length = view.getUint16(at, true);
  const next = at + RecordHead.kind.offset + length;
  if (length < 2 || next > view.byteLength)
    throw new PdbError(`${what}.len_record`, at, `${length} bytes do not fit the stream`);
  return next;
}

function decode(cursor: RecordCursor, view: DataView, kind: number): TypeRecord {
  switch (kind) {
    case Leaf.LF_STRUCTURE:
    case Leaf.LF_CLASS:
    case Leaf.LF_INTERFACE:
      return structure(cursor, view, LfStructure, false);
    case Leaf.LF_STRUCTURE_ST:
    case Leaf.LF_CLASS_ST:
      return structure(cursor, view, LfStructure, true);
    case Leaf.LF_UNION:
      return structure(cursor, view, LfUnion, false);
    case Leaf.LF_UNION_ST:
      return structure(cursor, view, LfUnion, true);
    case Leaf.LF_ENUM:
      return enumeration(cursor, view, false);
    case Leaf.LF_ENUM_ST:
      return enumeration(cursor, view, true);
    case Leaf.LF_POINTER:
      return pointer(cursor, view);
    case Leaf.LF_ARRAY:
    case Leaf.LF_ARRAY_ST: {
      const element = view.getUint32(cursor.take(LfArray.size) + LfArray.elementType.offset, true);
      return { leaf: 'array', element, size: cursor.extent() };
    }
    case Leaf.LF_BITFIELD: {
      const at = cursor.take(LfBitfield.size);
      return {
        leaf: 'bitfield',
        target: view.getUint32(at + LfBitfield.typeIndex.offset, true),
        start: view.getUint8(at + LfBitfield.firstBit.offset),
        count: view.getUint8(at + LfBitfield.numBits.offset),
      };
    }
    case Leaf.LF_MODIFIER:
      return { leaf: 'modifier', target: view.getUint32(cursor.take(LfModifier.size), true) };
    case Leaf.LF_PROCEDURE:
      return { leaf: 'procedure', returns: view.getUint32(cursor.take(LfProcedure.size), true) };
    case Leaf.LF_MFUNCTION:
      return { leaf: 'procedure', returns: view.getUint32(cursor.take(LfMfunction.size), true) };
    default:
      return { leaf: 'other', kind };
  }
}

function structure(
  cursor: RecordCursor,
  view: DataView,
  layout: typeof LfStructure | typeof LfUnion,
  pascal: boolean,
): StructureRecord {
  const at = cursor.take(layout.size);
  const property = view.getUint16(at + layout.property.offset, true);
  const size = cursor.extent();
  return {
    leaf: 'structure',
    size,
    ...names(cursor, property, pascal),
    fieldList: view.getUint32(at + layout.fieldList.offset, true),
  };
}

function enumeration(cursor: RecordCursor, view: DataView, pascal: boolean): EnumRecord {
  const at = cursor.take(LfEnum.size);
  const property = view.getUint16(at + LfEnum.property.offset, true);
  return {
    leaf: 'enum',
    underlying: view.getUint32(at + LfEnum.underlyingType.offset, true),
    ...names(cursor, property, pascal),
    fieldList: view.getUint32(at + LfEnum.fieldList.offset, true),
  };
}

function names(cursor: RecordCursor, property: number, pascal: boolean) {
  const name = cursor.name(pascal);
  const uniqueName = (property & HAS_UNIQUE_NAME) !== 0 ? cursor.name(pascal) : undefined;
  return { name, uniqueName, isForward: (property & FORWARD_REFERENCE) !== 0 };
}

/** Old files leave the pointer's size zero; then the kind of pointer says it. */
function pointer(cursor: RecordCursor, view: DataView): TypeRecord {
  const at = cursor.take(LfPointer.kind.offset + 4);
  const bits = view.getUint32(at + LfPointer.kind.offset, true);
  const kind = field(bits, LfPointer.kind);
  const length = field(bits, LfPointer.lenPointer);
  const size = length !== 0 ? length : kind === 0x0c ? 8 : kind >= 0x0a ? 4 : 2;
  return { leaf: 'pointer', target: view.getUint32(at, true), size };
}

function field(word: number, { shift, bits }: { shift: number; bits: number }): number {
  return (word >>> shift) & (2 ** bits - 1);
}
