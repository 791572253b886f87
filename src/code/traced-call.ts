import type { VirtualAddress } from '../units/address.ts';
import type { Allocator, Parameter } from './allocators.ts';
import type { Callee, CallWay } from './callee-finder.ts';
import type { MachineState } from './machine-state.ts';
import type { TracedValue } from './traced-value.ts';

/** A call of an allocator with what is known of its arguments. */
export interface TracedCall {
  readonly at: VirtualAddress;
  readonly allocator: Allocator;
  readonly way: CallWay;
  /** The word through which the call goes, for calls by import slot or held in a register. */
  readonly slot?: VirtualAddress;
  readonly isTail: boolean;
  /** Start of the function that holds the call; undefined when it is not known. */
  readonly functionStart?: VirtualAddress;
  readonly tag: TracedValue;
  readonly size: TracedValue;
  readonly poolType: TracedValue;
  /** The code before the call was not followed from a place where a function is known to start. */
  readonly isAssumed: boolean;
  /** What was assumed on the way, one phrase each. */
  readonly doubts: readonly string[];
}

/** The call as `state` stands in front of it; undefined when its condition is known not to hold. */
export function tracedCall(
  at: VirtualAddress,
  callee: Callee,
  state: MachineState,
  isTail: boolean,
  functionStart: VirtualAddress | undefined,
  isAssumed: boolean,
): TracedCall | undefined {
  const { allocator, way, slot } = callee;
  if (allocator === undefined) return undefined;
  // A jump leaves the caller's return address on top; a call has yet to push its own.
  const top = isTail ? state.top - 1 : state.top;
  if (allocator.when !== undefined) {
    const value = state.read(top - allocator.when.index);
    if (value?.kind !== 'constant' || value.value !== allocator.when.equals) return undefined;
  }
  const read = (parameter: Parameter | undefined) => parameterValue(parameter, state, top, at);
  const doubts = [...doubtsOf(allocator, callee), ...stackDoubts(allocator.tag, state, top)];
  return {
    at,
    allocator,
    way,
    ...(slot === undefined ? {} : { slot }),
    isTail,
    ...(functionStart === undefined ? {} : { functionStart }),
    tag: read(allocator.tag),
    size: read(allocator.size),
    poolType: read(allocator.poolType),
    isAssumed,
    doubts,
  };
}

function parameterValue(
  parameter: Parameter | undefined,
  state: MachineState,
  top: number,
  at: VirtualAddress,
): TracedValue {
  switch (parameter?.kind) {
    case 'stack':
      return state.read(top - parameter.index);
    case 'register':
      return state.registers[parameter.register];
    case 'fixed':
      return { kind: 'constant', value: parameter.value, at };
    default:
      return undefined;
  }
}

function doubtsOf(allocator: Allocator, callee: Callee): string[] {
  const doubts = allocator.doubt === undefined ? [] : [allocator.doubt];
  if (callee.doubt !== undefined) doubts.push(callee.doubt);
  return doubts;
}

function stackDoubts(tag: Parameter, state: MachineState, top: number): string[] {
  return tag.kind === 'stack' && top - tag.index <= state.doubtfulTo
    ? ['a call in between takes an unknown number of arguments']
    : [];
}
