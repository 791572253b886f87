import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { systemPage } from '../../src/pool/covered-pages.ts';
import { Claim, pageClaims } from '../../src/pool/page-claims.ts';
import { Owner, PageOwners } from '../../src/pool/page-owner.ts';
import { UnitEvidence } from '../../src/pool/unit-evidence.ts';
import { SparseReader } from '../fakes/sparse-reader.ts';
import { type FakeKernelOptions, fakeKernel } from './fake-kernel.ts';

function kernelWith(
  memory: SparseReader,
  options: FakeKernelOptions,
  mode: 'pae' | 'classic' = 'pae',
): Kernel {
  const words = mode === 'pae' ? 2 : 1;
  return fakeKernel(Object.assign(memory, { mode: { selfMap: 0xc0000000, entryWords: words } }), options);
}

function claimAt(kernel: Kernel, va: number): number {
  return pageClaims(kernel).claims[systemPage(va)];
}

describe('pages claimed by MiSystemVaType', () => {
  const variables = { MiSystemVaType: 0x82f6b658, MmNonPagedPoolStart: 0x82f6b4a4 };

  /** One type for each 2 MB: 1 session, 3 boot loaded, 5 nonpaged, 6 paged, 9 system PTEs, 13 special. */
  function types(values: Readonly<Record<number, number>>): SparseReader {
    const bytes = new Uint8Array(1024);
    for (const [va, type] of Object.entries(values)) bytes[(Number(va) - 0x80000000) >>> 21] = type;
    return new SparseReader()
      .write(variables.MiSystemVaType, bytes)
      .words(variables.MmNonPagedPoolStart, 0x84600000);
  }

  const seven = { 2189426688: 3, 2220883968: 5, 2449473536: 6, 2386558976: 1, 2650800128: 13, 2348810240: 9 };

  it('are what the bytes say', () => {
    const kernel = kernelWith(types(seven), { variables });
    expect(pageClaims(kernel).source).toBe('symbol');
    expect(claimAt(kernel, 0x847ff000)).toBe(Claim.nonpaged);
    expect(claimAt(kernel, 0x92000000)).toBe(Claim.paged);
    expect(claimAt(kernel, 0x8e400000)).toBe(Claim.session);
    expect(claimAt(kernel, 0x9e1ff000)).toBe(Claim.special);
    expect(claimAt(kernel, 0x8c000000)).toBe(Claim.notPool);
    expect(claimAt(kernel, 0x80000000)).toBe(Claim.notPool);
    // The initial nonpaged pool may lie among what was loaded at boot: contents decide.
    expect(claimAt(kernel, 0x82900000)).toBe(Claim.none);
  });

  it.each([
    ['the kernel lies in no boot-loaded range', { ...seven, 2189426688: 6 }],
    ['nonpaged pool begins in paged pool', { ...seven, 2220883968: 6 }],
    ['a type is none', { ...seven, 2449473536: 200 }],
  ])('are not believed when %s', (_, values) => {
    const { source, notes } = pageClaims(kernelWith(types(values), { variables }));
    expect(source).toBe('scan');
    expect(notes.join()).toContain('MiSystemVaType at 82f6b658 disagrees');
  });
});

describe('pages claimed without symbols', () => {
  it('are none on Windows 7 but the page tables, which are no pool', () => {
    const kernel = kernelWith(new SparseReader(), {});
    expect(claimAt(kernel, 0x84600000)).toBe(Claim.none);
    expect(claimAt(kernel, 0xbffff000)).toBe(Claim.none);
    expect(claimAt(kernel, 0xc0000000)).toBe(Claim.notPool);
    expect(claimAt(kernel, 0xc07ff000)).toBe(Claim.notPool);
    expect(claimAt(kernel, 0xc0800000)).toBe(Claim.none);
    expect(claimAt(kernelWith(new SparseReader(), {}, 'classic'), 0xc0400000)).toBe(Claim.none);
  });

  // Documented for XP: paged pool e1000000 to e4400000.
  it('are the fixed range of paged pool on XP', () => {
    const variables = { MmPagedPoolStart: 0x80551000, MmPagedPoolEnd: 0x80551004 };
    const memory = new SparseReader().words(0x80551000, 0xe1000000, 0xe43fffff);
    const kernel = kernelWith(memory, { variables, build: 2600, layouts: 'xp_sp3_x86' });
    expect(pageClaims(kernel).source).toBe('kdbg');
    expect(claimAt(kernel, 0xe1000000)).toBe(Claim.paged);
    expect(claimAt(kernel, 0xe43ff000)).toBe(Claim.paged);
    expect(claimAt(kernel, 0xe4400000)).toBe(Claim.none);
  });
});

describe('the owner of a frame', () => {
  const DATABASE = 0x83600000;
  const variables = { MmPfnDatabase: 0x82f6b000 };
  const PFN = 0x100;

  function owners(entry: number): PageOwners {
    // _MMPFN of Windows 7 with PAE: 1Ch bytes, PteAddress at 8.
    const memory = new SparseReader().words(0x82f6b000, DATABASE).words(DATABASE + PFN * 0x1c + 8, entry);
    return new PageOwners(kernelWith(memory, { variables, layouts: 'win7_sp1_x86_24000' }));
  }

  it('is the entry of the page itself, flag bits aside', () => {
    const entry = 0xc0000000 + (0x84612000 >>> 12) * 8;
    expect(owners(entry).check(0x84612000, PFN)).toBe(Owner.agrees);
    expect(owners(entry | 1).check(0x84612000, PFN)).toBe(Owner.agrees);
    expect(owners(entry).check(0x94612000, PFN)).toBe(Owner.disagrees);
    expect(owners(0).check(0x84612000, PFN)).toBe(Owner.unknown);
    expect(owners(entry).check(0x84612000, PFN + 1)).toBe(Owner.unknown);
  });

  it('decides where pages of pool are mapped a second time', () => {
    const evidence = new UnitEvidence(owners(0xc0000000 + (0x84612000 >>> 12) * 8));
    for (let i = 0; i < 20; i++) evidence.addWhole(0x94612000, PFN, 5, 0);
    expect(evidence.isPool()).toBe(false);
    evidence.reset();
    evidence.addWhole(0x84612000, PFN, 5, 5);
    evidence.doubtful = 100;
    expect(evidence.isPool()).toBe(true);
  });

  it('is not needed where pages of blocks are many', () => {
    const evidence = new UnitEvidence(owners(0));
    evidence.doubtful = 100;
    for (let i = 0; i < 7; i++) evidence.addWhole(0x84612000, PFN, 5, 0);
    expect(evidence.isPool()).toBe(false);
    evidence.addWhole(0x84612000, PFN, 5, 0);
    expect(evidence.isPool()).toBe(true);
  });
});
