import { describe, expect, it } from 'vitest';
import { functionBody } from '../../src/code/function-body.ts';
import { SparseMemory } from '../image/sparse-memory.ts';

function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));
}

function starts(memory: SparseMemory, entry: number): number[][] {
  return functionBody(memory, entry).blocks.map((block) => block.map((row) => row.va));
}

describe('uf', () => {
  it('splits blocks at branches and their targets', () => {
    // 1000 test eax,eax / 1002 je 1006 / 1004 xor eax,eax / 1006 ret
    const memory = new SparseMemory().put(0x1000, hex('85c0 7402 33c0 c3'));
    expect(starts(memory, 0x1000)).toEqual([[0x1000, 0x1002], [0x1004], [0x1006]]);
  });

  it('follows a jump to a far part and stops at another function', () => {
    // 1000 jmp 3000; 3000 jmp 5000, where a symbol starts.
    const memory = new SparseMemory()
      .put(0x1000, hex('e9fb1f0000'))
      .put(0x3000, hex('e9fb1f0000'))
      .put(0x5000, hex('c3'));
    const resolve = (va: number) =>
      va === 0x5000 ? { text: 'm!g', displacement: 0 } : { text: 'm!f', displacement: 1 };
    const { blocks } = functionBody(memory, 0x1000, { resolve });
    expect(blocks.map((block) => block[0].va)).toEqual([0x1000, 0x3000]);
    expect(blocks[1][0].heading).toBe('m!f:');
  });

  it('follows the cases of a switch', () => {
    // jmp dword ptr [eax*4+1010h] with two cases, then a word that is no address.
    const memory = new SparseMemory().put(0x1000, hex('ff248510100000'));
    memory.put(0x1010, hex('20100000 30100000 ffffffff')).put(0x1020, hex('c3')).put(0x1030, hex('c3'));
    expect(starts(memory, 0x1000)).toEqual([[0x1000], [0x1020], [0x1030]]);
  });

  it('ends in a loop, in a hole and in nonsense', () => {
    expect(starts(new SparseMemory().put(0x1000, hex('ebfe')), 0x1000)).toEqual([[0x1000]]);
    expect(functionBody(new SparseMemory(), 0x1000).notes).toEqual([
      'the flow runs into unreadable bytes at 1000',
    ]);
    const nonsense = new SparseMemory().put(0x1000, hex('90 ffff'));
    expect(functionBody(nonsense, 0x1000).notes).toEqual(['the flow runs into invalid bytes at 1001']);
  });

  it('reads on across pages', () => {
    const memory = new SparseMemory().put(0x1ff8, hex('b801000000 b902000000 ba03000000 c3'));
    expect(starts(memory, 0x1ff8)).toEqual([[0x1ff8, 0x1ffd, 0x2002, 0x2007]]);
  });
});
