import { isPrintableTag } from '../units/tag.ts';
import type { FunctionTracer } from './function-tracer.ts';
import type { ModuleCode } from './module-code.ts';
import type { TracedCall } from './traced-call.ts';
import { alternatives } from './traced-value.ts';

/** Bytes in front of the call in which the instruction that loads the tag is looked for. */
const FURTHEST = 0x40;

/** The tag is unknown, and so is the start of the function: the code may have been decoded wrongly. */
export function isLost(call: TracedCall): boolean {
  return call.isAssumed && alternatives(call.tag).length === 0;
}

/**
 * A call that is lost, decoded again from each byte shortly before it that could start a load of a tag.
 * A tag is believed when it is the only one that reaches the call.
 */
export function retraced(code: ModuleCode, call: TracedCall, tracer: FunctionTracer): TracedCall {
  const rva = call.at - code.base;
  const section = code.rangeAt(rva);
  if (section === undefined) return call;
  const low = Math.max(code.presentSince(rva, section.start), rva - FURTHEST);
  let found: TracedCall | undefined;
  for (let start = low; start < rva; start++) {
    if (!loadsTag(code, start)) continue;
    const range = { start, end: rva + 1, isFunction: false, anchors: [rva] };
    const reading = tracer.trace(code, range).calls.find(({ at }) => at === call.at);
    if (reading?.tag?.kind !== 'constant' || !isPrintableTag(reading.tag.value)) continue;
    if (found?.tag?.kind === 'constant' && found.tag.value !== reading.tag.value) return call;
    found ??= reading;
  }
  if (found === undefined) return call;
  return { ...found, doubts: [...found.doubts, 'the start of the function is not known'] };
}

/** `push imm32`, `mov reg,imm32` or `mov [esp+n],imm32` with a constant that could be a tag. */
function loadsTag(code: ModuleCode, rva: number): boolean {
  const byte = code.bytes[rva];
  if (byte === 0x68 || (byte & 0xf8) === 0xb8) return isPrintableTag(code.u32(rva + 1));
  return byte === 0xc7 && code.bytes[rva + 1] === 0x44 && isPrintableTag(code.u32(rva + 4));
}
