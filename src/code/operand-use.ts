import type * as Iced from 'iced-x86';
import { addVa, hex8, type Rva, type VirtualAddress } from '../units/address.ts';
import { known } from '../units/value.ts';
import type { FunctionStarts } from './function-starts.ts';
import { type CodeDecoder, iced, withCode } from './iced.ts';
import type { ModuleCode } from './module-code.ts';
import { functionName } from './site-maker.ts';
import { boundsOf } from './trace-ranges.ts';

/** Instructions behind the operand in which the call that takes it is looked for. */
const CALL_WITHIN = 12;

interface Use {
  readonly kind: 'operand' | 'data';
  readonly reason: string;
}

/** What the word at `rva` of a code section is, when it reaches no allocator: whose operand, if any. */
export function operandUse(code: ModuleCode, starts: FunctionStarts, rva: Rva): Use {
  const bounds = boundsOf(code, starts, rva);
  const start = bounds?.start ?? rva;
  const bytes = code.bytes.subarray(start, Math.min(code.bytes.length, rva + 4 + 15 * CALL_WITHIN));
  return withCode(bytes, addVa(code.base, start), (decoder) => describe(decoder, code, rva - start));
}

function describe(decoder: CodeDecoder, code: ModuleCode, at: number): Use {
  const { instruction } = decoder;
  let offset = 0;
  while (offset < at && decoder.decode(offset)) {
    const next = offset + Math.max(1, instruction.length);
    if (next > at) {
      // A full-size immediate is the last part of its instruction.
      if (instruction.isInvalid || next !== at + 4 || !hasImmediate(instruction)) break;
      return operand(decoder, code, next);
    }
    offset = next;
  }
  return {
    kind: 'data',
    reason: 'bytes in a code section that are no operand: data, or parts of several instructions',
  };
}

function hasImmediate(instruction: Iced.Instruction): boolean {
  const { OpKind } = iced();
  for (let i = 0; i < instruction.opCount; i++) if (instruction.opKind(i) === OpKind.Immediate32) return true;
  return false;
}

function operand(decoder: CodeDecoder, code: ModuleCode, next: number): Use {
  const { Mnemonic } = iced();
  const { instruction } = decoder;
  const mnemonic = Mnemonic[instruction.mnemonic].toLowerCase();
  const where = `operand of ${mnemonic} at ${hex8(instruction.ip32)}`;
  if (mnemonic === 'cmp' || mnemonic === 'test')
    return { kind: 'operand', reason: `${where}: compared with, not allocated` };
  const callee = mnemonic === 'push' || mnemonic === 'mov' ? nextCallee(decoder, code, next) : undefined;
  const taker =
    callee === undefined
      ? 'no allocator is reached from there'
      : `the call behind it is to ${callee}, no allocator`;
  return { kind: 'operand', reason: `${where}: ${taker}` };
}

/** Name of the routine that the next call goes to. */
function nextCallee(decoder: CodeDecoder, code: ModuleCode, offset: number): string | undefined {
  const { FlowControl, OpKind } = iced();
  const { instruction } = decoder;
  for (let i = 0, at = offset; i < CALL_WITHIN && decoder.decode(at); i++, at += instruction.length) {
    const flow = instruction.flowControl;
    if (flow === FlowControl.Call) return functionName(code, instruction.nearBranch32 >>> 0);
    if (flow === FlowControl.IndirectCall && instruction.op0Kind === OpKind.Memory) {
      return importName(code, Number(BigInt.asUintN(32, instruction.memoryDisplacement)));
    }
    if (flow === FlowControl.Return || instruction.isInvalid) return undefined;
  }
  return undefined;
}

function importName({ module }: ModuleCode, slot: VirtualAddress): string | undefined {
  return known(module.image.imports)?.find((entry) => entry.slot === slot)?.name;
}
