import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findAllocationSites } from '../../src/code/call-sites.ts';
import { disassemble } from '../../src/code/disassembler.ts';
import { readImage } from '../../src/image/pe-image.ts';
import { runTask } from '../../src/units/task.ts';
import { known } from '../../src/units/value.ts';
import { DRIVERS, loadDriver } from '../image/file-image.ts';
import { SparseMemory } from '../image/sparse-memory.ts';

const OBJDUMP = '/usr/bin/objdump';

interface Line {
  readonly va: number;
  /** `push   0x43687053` */
  readonly text: string;
}

/** The code of a driver as another disassembler reads it. */
function objdump(file: string): Line[] {
  const args = ['-d', '-M', 'intel', '--no-show-raw-insn', path.join(DRIVERS, file)];
  const text = execFileSync(OBJDUMP, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 26,
  });
  return [...text.matchAll(/^\s+([0-9a-f]+):\t(.+)$/gm)].map((match) => ({
    va: Number.parseInt(match[1], 16),
    text: match[2],
  }));
}

/** The driver at the base it was linked for, so that addresses agree with the file's. */
function analyse(file: string) {
  const { bytes, imageBase } = loadDriver(file);
  const memory = new SparseMemory().put(imageBase, bytes);
  const image = readImage(memory, imageBase, bytes.length);
  const module = { name: file.replace('.sys', ''), base: imageBase, size: bytes.length, memory, image };
  const slots = (known(image.imports) ?? [])
    .filter(({ name }) => /^ExAllocatePool/.test(name ?? ''))
    .map(({ slot }) => slot);
  return { ...runTask(findAllocationSites([module], memory)), slots, memory };
}

/** Tags by the call that takes them, read as a person would: the last word pushed that spells one. */
function readByHand(lines: readonly Line[], slots: readonly number[]): Map<number, number> {
  const found = new Map<number, number>();
  for (const [i, { va, text }] of lines.entries()) {
    const target = /^call\s+DWORD PTR ds:0x([0-9a-f]+)/.exec(text);
    if (target === null || !slots.includes(Number.parseInt(target[1], 16))) continue;
    for (let back = i - 1; back > i - 8; back--) {
      const pushed = /^push\s+0x([0-9a-f]{8})$/.exec(lines[back].text);
      const value = pushed === null ? 0 : Number.parseInt(pushed[1], 16);
      if (/^[A-Za-z0-9 ]{4}$/.test(Buffer.from(pushed?.[1] ?? '', 'hex').toString('latin1'))) {
        found.set(va, value);
        break;
      }
    }
  }
  return found;
}

describe.skipIf(!existsSync(DRIVERS) || !existsSync(OBJDUMP))('real drivers against objdump', () => {
  it.each(['firewall.sys', 'kprocesshacker.sys', 'winpmem_x86.sys'])('%s: the tags at its calls', (file) => {
    const lines = objdump(file);
    const { sites, untraced, slots } = analyse(file);
    const expected = readByHand(lines, slots);
    expect(expected.size).toBeGreaterThan(0);
    for (const [callAt, tag] of expected) {
      expect(sites.find((site) => site.callAt === callAt)?.tag, callAt.toString(16)).toBe(tag);
    }
    // Every call through a slot is accounted for.
    const calls = lines.filter(({ text }) =>
      slots.some((slot) => text.includes(`ds:0x${slot.toString(16)}`) && text.startsWith('call')),
    );
    const seen = new Set([...sites, ...untraced].map(({ callAt }) => callAt));
    expect(calls.filter(({ va }) => !seen.has(va))).toEqual([]);
    // What loads each tag holds it as an operand, and each call is one.
    const byVa = new Map(lines.map((line) => [line.va, line.text]));
    for (const site of sites) {
      expect(byVa.get(site.tagAt)).toContain(`0x${site.tag.toString(16)}`);
      expect(byVa.get(site.callAt)).toMatch(/^call/);
    }
  });

  it.each(['intfiltr.sys', 'msgdrv.sys'])('%s allocates nothing', (file) => {
    expect(analyse(file)).toMatchObject({ sites: [], untraced: [] });
  });

  it('winpmem_x86.sys: sizes and pool types of its calls', () => {
    const { sites } = analyse('winpmem_x86.sys');
    // 106af push 4d454d50h; push 1000h; push 1. 173d9 push 6c416553h; push 8; push 1.
    expect(sites.find((site) => site.tagAt === 0x106af)).toMatchObject({
      size: 0x1000,
      poolType: 1,
      confidence: 'certain',
    });
    expect(sites.find((site) => site.tagAt === 0x173d9)).toMatchObject({ size: 8, poolType: 1 });
    // 1773b push 64536553h; push [ebp+8], which a call before has written.
    expect(sites.find((site) => site.tagAt === 0x1773b)?.size).toBeUndefined();
  });

  it.each(['firewall.sys', 'kprocesshacker.sys'])('%s: instruction starts and lengths', (file) => {
    const lines = objdump(file).filter(({ text }) => !text.includes('(bad)') && !text.startsWith('.byte'));
    const { memory } = analyse(file);
    const run = lines.slice(0, 600);
    const rows = disassemble(memory, run[0].va, run.length);
    expect(rows.map((row) => row.va)).toEqual(run.map((line) => line.va));
  });
});
