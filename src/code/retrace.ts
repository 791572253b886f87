import { addVa } from '../units/address.ts';
import { instructionLengths, mostTravelled } from './backward-chain.ts';
import type { FunctionTracer } from './function-tracer.ts';
import { MAX_INSTRUCTION, withCode } from './iced.ts';
import type { ModuleCode } from './module-code.ts';
import type { TracedCall } from './traced-call.ts';
import { alternatives } from './traced-value.ts';

/** Instructions in front of the call that are looked at. */
const INSTRUCTIONS = 24;

/**
 * A call whose tag is unknown because the code in front of it was not followed from a function's
 * start: looked at again from the instructions that most likely lie right before it.
 */
export function retraced(code: ModuleCode, call: TracedCall, tracer: FunctionTracer): TracedCall {
  if (!call.isAssumed || alternatives(call.tag).length > 0) return call;
  const rva = call.at - code.base;
  const section = code.rangeAt(rva);
  if (section === undefined) return call;
  const low = Math.max(code.presentSince(rva, section.start), rva - INSTRUCTIONS * MAX_INSTRUCTION);
  const lengths = withCode(code.bytes.subarray(low, rva), addVa(code.base, low), instructionLengths);
  const [first] = mostTravelled(lengths, INSTRUCTIONS);
  if (first === undefined) return call;
  const range = { start: low + first, end: rva + 1, isFunction: false, anchors: [rva] };
  const again = tracer.trace(code, range).calls.find(({ at }) => at === call.at);
  if (again === undefined || alternatives(again.tag).length === 0) return call;
  return { ...again, doubts: [...again.doubts, 'the code was read backwards from the call'] };
}
