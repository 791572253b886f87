import {
  LfBaseClass,
  LfEnumerate,
  LfIndex,
  LfMember,
  LfMethod,
  LfNestedType,
  LfOneMethod,
  LfStaticMember,
  LfVfuncOff,
  LfVfuncTab,
  LfVirtualBaseClass,
} from './generated/pdb-tpi.layout.ts';
import type { RecordCursor } from './pdb-cursor.ts';
import { PdbError } from './pdb-error.ts';
import { Member } from './pdb-kinds.ts';

/** What a field list holds, as far as layouts need it. Offsets in bytes. */
export type MemberRecord =
  | { readonly member: 'field'; readonly name: string; readonly offset: number; readonly type: number }
  | { readonly member: 'base'; readonly offset: number; readonly type: number }
  | { readonly member: 'vtable'; readonly offset: number; readonly type: number }
  /** `value` is undefined when it is beyond 2^53. */
  | { readonly member: 'enumerator'; readonly name: string; readonly value: number | undefined };

/** Yields the members of one field list record; answers the list it goes on in, if any. */
export function* readFieldList(
  cursor: RecordCursor,
  view: DataView,
): Generator<MemberRecord, number | undefined> {
  cursor.skipPadding();
  while (cursor.at + 2 <= cursor.end) {
    const start = cursor.at;
    const kind = view.getUint16(start, true);
    if (kind === Member.LF_INDEX) {
      cursor.take(LfIndex.size);
      return view.getUint32(start + LfIndex.typeIndex.offset, true);
    }
    const member = readMember(cursor, view, kind);
    if (member !== undefined) yield member;
    cursor.skipPadding();
  }
  return undefined;
}

function readMember(cursor: RecordCursor, view: DataView, kind: number): MemberRecord | undefined {
  switch (kind) {
    case Member.LF_MEMBER:
    case Member.LF_MEMBER_ST: {
      const type = typeIndex(cursor, view, LfMember);
      const offset = cursor.extent();
      return { member: 'field', offset, name: cursor.name(kind === Member.LF_MEMBER_ST), type };
    }
    case Member.LF_ENUMERATE:
    case Member.LF_ENUMERATE_ST: {
      cursor.take(LfEnumerate.size);
      const value = cursor.numeric();
      return { member: 'enumerator', value, name: cursor.name(kind === Member.LF_ENUMERATE_ST) };
    }
    case Member.LF_BCLASS:
    case Member.LF_BINTERFACE: {
      const type = typeIndex(cursor, view, LfBaseClass);
      return { member: 'base', offset: cursor.extent(), type };
    }
    case Member.LF_VFUNCTAB:
      return { member: 'vtable', offset: 0, type: typeIndex(cursor, view, LfVfuncTab) };
    default:
      skipMember(cursor, view, kind);
      return undefined;
  }
}

function typeIndex(
  cursor: RecordCursor,
  view: DataView,
  layout: { readonly size: number; readonly typeIndex: { readonly offset: number } },
): number {
  return view.getUint32(cursor.take(layout.size) + layout.typeIndex.offset, true);
}

/** Members that have no place in a layout: only their length matters. */
function skipMember(cursor: RecordCursor, view: DataView, kind: number): void {
  switch (kind) {
    case Member.LF_VBCLASS:
    case Member.LF_IVBCLASS:
      cursor.take(LfVirtualBaseClass.size);
      cursor.numeric();
      cursor.numeric();
      return;
    case Member.LF_VFUNCOFF:
      cursor.take(LfVfuncOff.size);
      return;
    case Member.LF_STMEMBER:
    case Member.LF_STMEMBER_ST:
      cursor.take(LfStaticMember.size);
      break;
    case Member.LF_METHOD:
    case Member.LF_METHOD_ST:
      cursor.take(LfMethod.size);
      break;
    case Member.LF_NESTTYPE:
    case Member.LF_NESTTYPE_ST:
    case Member.LF_NESTTYPEEX:
      cursor.take(LfNestedType.size);
      break;
    case Member.LF_ONEMETHOD:
    case Member.LF_ONEMETHOD_ST:
      skipOneMethod(cursor, view);
      break;
    default:
      throw new PdbError('tpi.lf_fieldlist', cursor.at, `unknown member kind 0x${kind.toString(16)}`);
  }
  cursor.name(isPascal(kind));
}

function skipOneMethod(cursor: RecordCursor, view: DataView): void {
  const at = cursor.take(LfOneMethod.size);
  const property = (view.getUint16(at + LfOneMethod.attributes.offset, true) >>> 2) & 7;
  if (property === 4 || property === 6) cursor.take(4);
}

function isPascal(kind: number): boolean {
  return (
    kind === Member.LF_STMEMBER_ST ||
    kind === Member.LF_METHOD_ST ||
    kind === Member.LF_NESTTYPE_ST ||
    kind === Member.LF_ONEMETHOD_ST
  );
}
