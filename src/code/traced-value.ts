import type { VirtualAddress } from '../units/address.ts';

/** A value whose origin is known, although perhaps not the value itself. */
export type Origin =
  /** An immediate operand of the instruction at `at`. */
  | { readonly kind: 'constant'; readonly value: number; readonly at: VirtualAddress }
  /** The word at a fixed address, loaded by the instruction at `at`. */
  | { readonly kind: 'loaded'; readonly address: VirtualAddress; readonly at: VirtualAddress }
  /** The word `offset` bytes past the address that was loaded from `table`. */
  | { readonly kind: 'field'; readonly table: VirtualAddress; readonly offset: number }
  /** What the caller of the function pushed as its nth argument. */
  | { readonly kind: 'argument'; readonly index: number }
  /** What a register held when the function was entered. */
  | { readonly kind: 'incoming'; readonly register: number }
  /** Address of a place on the stack, in dwords below the return address. */
  | { readonly kind: 'frame'; readonly position: number };

/** One of several origins, by the way that was taken; `open` when it may be something else again. */
export interface Either {
  readonly kind: 'either';
  readonly values: readonly Origin[];
  readonly open: boolean;
}

/** Undefined: nothing is known. */
export type TracedValue = Origin | Either | undefined;

const MAX_ALTERNATIVES = 6;

/** The origins a value can have. */
export function alternatives(value: TracedValue): readonly Origin[] {
  if (value === undefined) return [];
  return value.kind === 'either' ? value.values : [value];
}

/** The value may also be something unknown. */
export function isOpen(value: TracedValue): boolean {
  return value === undefined || (value.kind === 'either' && value.open);
}

function sameOrigin(a: Origin, b: Origin): boolean {
  switch (a.kind) {
    case 'constant':
      return b.kind === 'constant' && a.value === b.value;
    case 'loaded':
      return b.kind === 'loaded' && a.address === b.address;
    case 'field':
      return b.kind === 'field' && a.table === b.table && a.offset === b.offset;
    case 'argument':
      return b.kind === 'argument' && a.index === b.index;
    case 'incoming':
      return b.kind === 'incoming' && a.register === b.register;
    case 'frame':
      return b.kind === 'frame' && a.position === b.position;
  }
}

/** What a value can be where two ways meet. */
export function merge(a: TracedValue, b: TracedValue): TracedValue {
  if (a === b) return a;
  const values: Origin[] = [...alternatives(a)];
  for (const value of alternatives(b))
    if (!values.some((known) => sameOrigin(known, value))) values.push(value);
  const open = isOpen(a) || isOpen(b) || values.length > MAX_ALTERNATIVES;
  if (values.length === 0) return undefined;
  if (values.length === 1 && !open) return values[0];
  // An address on the stack that depends on the way taken is of no use.
  if (values.some((value) => value.kind === 'frame')) return undefined;
  return { kind: 'either', values: values.slice(0, MAX_ALTERNATIVES), open };
}
