import { type ObjectName, objectNameText } from '../objects/object-name.ts';
import type { ObjectView } from '../objects/object-view.ts';
import { hex, hex8, type VirtualAddress } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import type { Absent } from '../units/value.ts';
import { whyAbsent } from './absence-text.ts';

/** How much of an object is shown. */
export interface ObjectTextOptions {
  /** Counts and names behind the address of the header. */
  readonly counts: boolean;
}

/** `Object: 93a7b0c0  Type: (8928c7c8) Directory` and what follows. */
export function* objectLines(
  body: VirtualAddress,
  view: ObjectView | Absent,
  options: ObjectTextOptions,
): Iterable<string> {
  if (!('header' in view)) {
    yield `Object: ${hex8(body)}  ${whyAbsent(view)}`;
    return;
  }
  const { header, type, name } = view;
  if (type === undefined) {
    const word =
      header.form === 'index' ? `type index ${hex(header.typeWord)}` : `type ${hex8(header.typeWord)}`;
    yield `Object: ${hex8(body)}  is no object: its header names no type (${word})`;
    return;
  }
  yield `Object: ${hex8(body)}  Type: (${hex8(type.address)}) ${printable(type.name)}`;
  yield `    ObjectHeader: ${hex8(header.address)} (${header.form === 'index' ? 'new' : 'old'} version)`;
  if (!options.counts) return;
  yield `        HandleCount: ${header.handleCount}  PointerCount: ${header.pointerCount}`;
  if (name !== undefined) yield nameLine(name);
}

function nameLine(name: ObjectName): string {
  const text = objectNameText(name);
  const shown =
    'value' in text ? `${printable(text.value)}${text.complete ? '' : ' (not whole)'}` : whyAbsent(text);
  return `        Directory Object: ${hex8(name.directory)}  Name: ${shown}`;
}
