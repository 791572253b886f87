import { hex, hex8 } from '../units/address.ts';
import { type FieldRow, ownName, type TypeDump } from './dt-rows.ts';
import { type Cell, columnsOf, type Table } from './table.ts';
import { typedText } from './typed-text.ts';
import type { TypedValue } from './typed-value.ts';

/** What `dt` found as JSON. */
export function typeJson(dump: TypeDump): object {
  if (dump.kind === 'names') return { names: dump.names };
  const { module, name, size, layouts } = dump;
  if (dump.kind === 'enumeration') {
    const constants = [...dump.constants].map(([constant, value]) => ({ name: constant, value }));
    return { module, name, size, layouts, constants };
  }
  const address = dump.address === undefined ? null : hex8(dump.address);
  const { missing } = dump;
  return {
    module,
    name,
    size,
    layouts,
    address,
    fields: dump.rows.map(rowJson),
    ...(missing.length > 0 && { missing }),
  };
}

function rowJson({ field, value, inner }: FieldRow): object {
  return {
    name: field.name,
    offset: field.offset,
    bits: field.bits ?? null,
    type: field.type ?? null,
    value: value === undefined ? null : valueJson(value),
    ...(inner !== undefined && { fields: inner.map(rowJson) }),
  };
}

/** Whatever is or may be an address stands as hex text of its width. */
function valueJson(value: TypedValue): object {
  switch (value.kind) {
    case 'pointer':
      return { kind: value.kind, value: hex8(value.value) };
    case 'list':
      return { kind: value.kind, flink: hex8(value.flink), blink: hex8(value.blink) };
    case 'wide':
      return { kind: value.kind, value: `${hex8(value.high)}${hex8(value.low)}` };
    case 'raw':
      return { ...value, value: hex(value.value).padStart(2 * value.bytes, '0') };
    case 'unreadable':
      return { kind: value.kind };
    default:
      return value;
  }
}

/** Fields, constants or names as rows; fields of structures inside follow the one that they are in. */
export function typeTable(dump: TypeDump): Table {
  if (dump.kind === 'names') {
    const { module, names } = dump;
    return { columns: columnsOf('module type'), rows: () => names.map((name) => [module, name]) };
  }
  if (dump.kind === 'enumeration') {
    return { columns: columnsOf('name value:number'), rows: () => dump.constants };
  }
  return {
    columns: columnsOf('field offset:number size:number bit:number bits:number type address:hex value'),
    rows: () => fieldRows(dump.rows, '', dump.address),
  };
}

function* fieldRows(
  rows: readonly FieldRow[],
  prefix: string,
  base: number | undefined,
): Iterable<readonly Cell[]> {
  for (const { field, value, inner } of rows) {
    const { name, offset, size, bits, type } = field;
    const own = ownName(field);
    const path = prefix === '' ? name : own.startsWith('[') ? prefix + own : `${prefix}.${own}`;
    const isRead = value !== undefined && value.kind !== 'unreadable';
    yield [
      path,
      offset,
      size ?? null,
      bits?.start ?? null,
      bits?.count ?? null,
      type ?? null,
      base === undefined ? null : (base + offset) >>> 0,
      isRead ? typedText(value, field) : null,
    ];
    if (inner !== undefined) yield* fieldRows(inner, path, base);
  }
}
