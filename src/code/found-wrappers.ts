import type { VirtualAddress } from '../units/address.ts';
import type { Allocator, Parameter } from './allocators.ts';
import type { TracedCall } from './traced-call.ts';
import { alternatives, type TracedValue } from './traced-value.ts';

/** Wrappers around wrappers are followed so far. */
const MAX_DEPTH = 4;

export interface FoundWrapper {
  readonly at: VirtualAddress;
  readonly allocator: Allocator;
}

/**
 * The function around a call as an allocator of its own, when it passes on as the tag what it was
 * given itself. `nameOf` names the function's start.
 */
export function wrapperAround(
  call: TracedCall,
  nameOf: (va: VirtualAddress) => string,
): FoundWrapper | undefined {
  const { allocator, functionStart } = call;
  const depth = (allocator.wraps?.depth ?? 0) + 1;
  if (functionStart === undefined || depth > MAX_DEPTH) return undefined;
  const tag = passedTag(call.tag);
  if (tag === undefined) return undefined;
  const isThunk = call.isTail && call.at === functionStart;
  return {
    at: functionStart,
    allocator: {
      name: nameOf(functionStart),
      tag,
      size: parameterOf(call.size),
      poolType: parameterOf(call.poolType),
      isLookaside: allocator.isLookaside,
      wraps: { name: allocator.wraps?.name ?? allocator.name, depth, isThunk },
      doubt:
        call.doubts[0] ??
        (call.tag?.kind === 'either' ? 'the wrapper passes on another tag on some ways' : undefined),
    },
  };
}

/** The parameter that holds the tag, if on any way it is the caller's: others may put a default in. */
function passedTag(value: TracedValue): Parameter | undefined {
  const own = alternatives(value).find(({ kind }) => kind === 'argument' || kind === 'incoming');
  return parameterOf(own);
}

/** Where a function gets a value from that it did not make itself. */
function parameterOf(value: TracedValue): Parameter | undefined {
  switch (value?.kind) {
    case 'argument':
      return { kind: 'stack', index: value.index };
    case 'incoming':
      return { kind: 'register', register: value.register };
    case 'constant':
      return { kind: 'fixed', value: value.value };
    default:
      return undefined;
  }
}
