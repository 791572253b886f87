import type * as Iced from 'iced-x86';
import { iced } from './iced.ts';

const SIZES = { b: 'byte ptr ', w: 'word ptr ', d: 'dword ptr ' } as const;

/**
 * String instructions with their implied operands, as the debuggers show them:
 * `movs dword ptr es:[edi],dword ptr [esi]`. Undefined for any other instruction.
 */
export function stringOperands(
  instruction: Iced.Instruction,
): { mnemonic: string; operands: string } | undefined {
  const { Mnemonic, Register } = iced();
  const match = /^(Movs|Cmps|Stos|Lods|Scas|Ins|Outs)([bwd])$/.exec(Mnemonic[instruction.mnemonic]);
  if (match === null) return undefined;
  const size = SIZES[match[2] as keyof typeof SIZES];
  const short = usesShortAddresses(instruction);
  const override = instruction.segmentPrefix;
  const segment = override === Register.None ? '' : `${Register[override].toLowerCase()}:`;
  const source = `${size}${segment}[${short ? 'si' : 'esi'}]`;
  const target = `${size}es:[${short ? 'di' : 'edi'}]`;
  const operands = {
    Movs: `${target},${source}`,
    Cmps: `${source},${target}`,
    Stos: target,
    Lods: source,
    Scas: target,
    Ins: `${target},dx`,
    Outs: `dx,${source}`,
  }[match[1] as 'Movs' | 'Cmps' | 'Stos' | 'Lods' | 'Scas' | 'Ins' | 'Outs'];
  return { mnemonic: match[1].toLowerCase(), operands };
}

function usesShortAddresses(instruction: Iced.Instruction): boolean {
  const { OpKind } = iced();
  const kinds = [instruction.op0Kind, instruction.op1Kind];
  return kinds.some((kind) => kind === OpKind.MemorySegSI || kind === OpKind.MemoryESDI);
}
