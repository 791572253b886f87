import { describe, expect, it } from 'vitest';
import { disassemble, disassembleBefore, disassembleRange } from '../../src/code/disassembler.ts';
import { disassemblyText, instructionRowText } from '../../src/code/instruction-row.ts';
import type { SymbolResolver } from '../../src/code/operand-text.ts';
import { SparseMemory } from '../image/sparse-memory.ts';

function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));
}

/** Names addresses of modules without symbols: `SIoctl+0x2010`. */
const byModule: SymbolResolver = (va) => {
  if (va >= 0x91967000 && va < 0x9196f000) {
    return { text: `SIoctl+0x${(va - 0x91967000).toString(16)}`, displacement: va - 0x91967000 };
  }
  return undefined;
};

function lines(va: number, code: string, count: number, resolve: SymbolResolver = byModule): string[] {
  const rows = disassemble(new SparseMemory().put(va, hex(code)), va, count, { resolve });
  return rows.map(instructionRowText);
}

/** The operand column of one instruction. */
function spell(code: string, resolve?: SymbolResolver): string {
  const [row] = disassemble(new SparseMemory().put(0x95ce0000, hex(code)), 0x95ce0000, 1, { resolve });
  return `${row.mnemonic} ${row.operands}`.trim();
}

describe('u', () => {
  // 1: kd> u 83184218-1
  it('lists the text hit of the article', () => {
    expect(lines(0x83184217, '004d534b4b67004600 69006c006500 49 006e00 66006f00', 8)).toEqual([
      '83184217 004d53          add     byte ptr [ebp+53h],cl',
      '8318421a 4b              dec     ebx',
      '8318421b 4b              dec     ebx',
      '8318421c 67004600        add     byte ptr [bp+0],al',
      '83184220 69006c006500    imul    eax,dword ptr [eax],65006Ch',
      '83184226 49              dec     ecx',
      '83184227 006e00          add     byte ptr [esi],ch',
      '8318422a 66006f00        add     byte ptr [edi],ch',
    ]);
  });

  // 1: kd> u 9196b324-1
  it('lists the call site of the article', () => {
    expect(lines(0x9196b323, '684d534b4b 6800100000 6a01 ff1510909691 4e 75eb cc eb07', 8)).toEqual([
      '9196b323 684d534b4b      push    4B4B534Dh',
      '9196b328 6800100000      push    1000h',
      '9196b32d 6a01            push    1',
      '9196b32f ff1510909691    call    dword ptr [SIoctl+0x2010 (91969010)]',
      '9196b335 4e              dec     esi',
      '9196b336 75eb            jne     SIoctl+0x4323 (9196b323)',
      '9196b338 cc              int     3',
      '9196b339 eb07            jmp     SIoctl+0x4342 (9196b342)',
    ]);
  });

  it('shows a heading first and wherever a symbol starts', () => {
    const resolve: SymbolResolver = (va) =>
      va < 0x82f38000
        ? { text: va === 0x82f37bad ? 'nt!B' : 'nt!A+0x5', displacement: va === 0x82f37bad ? 0 : 5 }
        : undefined;
    const memory = new SparseMemory().put(0x82f37bab, hex('8bff 55 c3'));
    expect(disassemblyText(disassemble(memory, 0x82f37bab, 3, { resolve }))).toBe(
      [
        'nt!A+0x5:',
        '82f37bab 8bff            mov     edi,edi',
        'nt!B:',
        '82f37bad 55              push    ebp',
        '82f37bae c3              ret',
      ].join('\n'),
    );
  });

  it('ends with question marks where memory does', () => {
    const memory = new SparseMemory().put(0x9196bffe, hex('c3 68'));
    const rows = disassemble(memory, 0x9196bffe, 8);
    expect(rows.map((row) => row.kind)).toEqual(['code', 'unreadable']);
    expect(instructionRowText(rows[1])).toBe('9196bfff ????????        ???');
    expect(disassemble(new SparseMemory(), 0x1000, 1).map(instructionRowText)).toEqual([
      '00001000 ????????        ???',
    ]);
  });

  it('goes on after bytes that are no instruction', () => {
    expect(lines(0x1000, 'ffff c3', 2)).toEqual([
      '00001000 ffff            ???',
      '00001002 c3              ret',
    ]);
  });

  it('lists a range by its start addresses', () => {
    const memory = new SparseMemory().put(0x1000, hex('6800100000 6a01 c3'));
    expect(disassembleRange(memory, 0x1000, 0x1006).map((row) => row.va)).toEqual([0x1000, 0x1005]);
  });
});

// Spellings as published debugger listings show them (crashdmp, ntdll, nt on 32-bit systems).
describe('operands', () => {
  const crashdmp: SymbolResolver = (va) => {
    if (va >= 0x95cdf250 && va < 0x95cdf700) {
      const displacement = va - 0x95cdf250;
      return {
        text: `crashdmp!Context${displacement ? `+0x${displacement.toString(16)}` : ''}`,
        displacement,
      };
    }
    return undefined;
  };

  it.each([
    ['64a124010000', 'mov eax,dword ptr fs:[00000124h]'],
    ['64892500000000', 'mov dword ptr fs:[0],esp'],
    ['f3a5', 'rep movs dword ptr es:[edi],dword ptr [esi]'],
    ['f3a4', 'rep movs byte ptr es:[edi],byte ptr [esi]'],
    ['ab', 'stos dword ptr es:[edi]'],
    ['f2ae', 'repne scas byte ptr es:[edi]'],
    ['8da42400000000', 'lea esp,[esp]'],
    ['8d7431fc', 'lea esi,[ecx+esi-4]'],
    ['833800', 'cmp dword ptr [eax],0'],
    ['898680000000', 'mov dword ptr [esi+80h],eax'],
    ['89bea8000000', 'mov dword ptr [esi+0A8h],edi'],
    ['c20c00', 'ret 0Ch'],
    ['6aff', 'push 0FFFFFFFFh'],
    ['c745f4c0bdf0ff', 'mov dword ptr [ebp-0Ch],0FFF0BDC0h'],
    ['36 8b0424', 'mov eax,dword ptr ss:[esp]'],
    ['f0 0fc10a', 'lock xadd dword ptr [edx],ecx'],
    ['0fb64002', 'movzx eax,byte ptr [eax+2]'],
    ['9c', 'pushfd'],
    ['ff7508', 'push dword ptr [ebp+8]'],
    ['e8d1ffffff', 'call 95cdffd6'],
    ['ff1510909691', 'call dword ptr ds:[91969010h]'],
    ['3ea330f30380', 'mov dword ptr ds:[8003F330h],eax'],
  ])('%s: %s', (code, text) => {
    expect(spell(code)).toBe(text);
  });

  it.each([
    ['c6055cf6cd9501', 'mov byte ptr [crashdmp!Context+0x40c (95cdf65c)],1'],
    ['381d54f2cd95', 'cmp byte ptr [crashdmp!Context+0x4 (95cdf254)],bl'],
    ['a350f6cd95', 'mov dword ptr [crashdmp!Context+0x400 (95cdf650)],eax'],
    ['be50f2cd95', 'mov esi,offset crashdmp!Context (95cdf250)'],
    ['685cf2cd95', 'push offset crashdmp!Context+0xc (95cdf25c)'],
    ['ff2495 50f2cd95', 'jmp dword ptr crashdmp!Context (95cdf250)[edx*4]'],
    ['8a80 54f2cd95', 'mov al,byte ptr crashdmp!Context+0x4 (95cdf254)[eax]'],
    ['8b8488 54f2cd95', 'mov eax,dword ptr crashdmp!Context+0x4 (95cdf254)[eax+ecx*4]'],
    ['64a150f2cd95', 'mov eax,dword ptr fs:[95CDF250h]'],
  ])('with symbols %s: %s', (code, text) => {
    expect(spell(code, crashdmp)).toBe(text);
  });

  it('lets long bytes eat into the padding of the mnemonic', () => {
    // 95ce007c 813d50f6cd9501200000 cmp dword ptr [crashdmp!Context+0x400 (95cdf650)],2001h
    expect(lines(0x95ce007c, '813d50f6cd9501200000', 1, crashdmp)).toEqual([
      '95ce007c 813d50f6cd9501200000 cmp dword ptr [crashdmp!Context+0x400 (95cdf650)],2001h',
    ]);
    // 7c810000 c744241000000000 has 16 columns of bytes: one blank, then the usual padding.
    expect(lines(0x7c810000, 'c744241000000000', 1)).toEqual([
      '7c810000 c744241000000000 mov     dword ptr [esp+10h],0',
    ]);
  });
});

describe('ub', () => {
  const SITE = '684d534b4b 6800100000 6a01 ff1510909691';

  it('finds the pushes in front of the call', () => {
    // Text before the code would mislead a reader that starts at a fixed distance.
    const memory = new SparseMemory().put(0x9196b300, hex(`${'cc'.repeat(0x1e)} 8bff55 8bec`));
    memory.put(0x9196b323, hex(SITE));
    const rows = disassembleBefore(memory, 0x9196b32f, 3, { resolve: byModule });
    expect(rows.map(instructionRowText)).toEqual([
      '9196b323 684d534b4b      push    4B4B534Dh',
      '9196b328 6800100000      push    1000h',
      '9196b32d 6a01            push    1',
    ]);
  });

  it('starts at the function when the symbols name it', () => {
    // mov eax,6868C3C3h: read from its second byte on it would be ret, ret, push.
    const memory = new SparseMemory().put(0x1000, hex('b8c3c36868 90 90 90 90'));
    const resolve: SymbolResolver = (va) => ({ text: 'm!f', displacement: va - 0x1000 });
    expect(disassembleBefore(memory, 0x1006, 8, { resolve }).map((row) => row.va)).toEqual([0x1000, 0x1005]);
  });

  it('stops at a page that cannot be read', () => {
    const memory = new SparseMemory().put(0x2000, hex('6a01 6a02 c3'));
    expect(disassembleBefore(memory, 0x2004, 8).map((row) => row.va)).toEqual([0x2000, 0x2002]);
    expect(disassembleBefore(new SparseMemory(), 0x2004, 8)).toEqual([]);
  });
});
