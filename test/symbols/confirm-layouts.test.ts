import { describe, expect, it } from 'vitest';
import {
  candidateLayouts,
  confirmLayouts,
  type LayoutEvidence,
  pickLayouts,
} from '../../src/symbols/builtin/builtin-layouts.ts';

/** What the debugger data block of a 7601.17514 kernel holds. */
const WINDOWS_7: LayoutEvidence = {
  SizeEProcess: 0x2c0,
  OffsetEprocessPeb: 0x1a8,
  OffsetEprocessParentCID: 0x140,
  OffsetEprocessDirectoryTableBase: 0x18,
  SizeEThread: 0x2b8,
  OffsetKThreadTeb: 0x88,
  OffsetKThreadKernelStack: 0x30,
  OffsetKThreadInitialStack: 0x28,
  OffsetKThreadApcProcess: 0x50,
  OffsetKThreadState: 0x68,
  SizePrcb: 0x3628,
  OffsetPrcbCurrentThread: 4,
  OffsetPrcbMhz: 0x3c0,
  OffsetPrcbVendorString: 0x336c,
  OffsetPrcbProcStateContext: 0x18,
  OffsetPrcbNumber: 0x3cc,
  SizePcr: 0x3748,
  OffsetPcrSelfPcr: 0x1c,
  OffsetPcrCurrentPrcb: 0x20,
  OffsetPcrContainedPrcb: 0x120,
};

function candidate(build: number) {
  const [first] = candidateLayouts(build, true);
  if (first === undefined) throw new Error(`no layouts for ${build}`);
  return first;
}

describe('confirmLayouts', () => {
  it('agrees with the kernel the layout was sampled from', () => {
    expect(confirmLayouts(candidate(7601), WINDOWS_7)).toEqual({
      ok: true,
      checked: 20,
      exact: true,
      mismatches: [],
    });
  });

  it('accepts a process structure that grew at its end', () => {
    const confirmation = confirmLayouts(candidate(7601), { ...WINDOWS_7, SizeEProcess: 0x2e0 });
    expect(confirmation.ok).toBe(true);
    expect(confirmation.exact).toBe(false);
  });

  it('refuses a process structure that is too small, and another release', () => {
    expect(confirmLayouts(candidate(7601), { SizeEProcess: 0x2a0 }).mismatches).toEqual([
      '_EPROCESS is 2c0h long, the dump says 2a0h',
    ]);
    const vista = confirmLayouts(candidate(6002), WINDOWS_7);
    expect(vista.ok).toBe(false);
    expect(vista.mismatches).toContain('_KTHREAD.State is at 5ch, the dump says 68h');
    expect(vista.mismatches).toContain('_ETHREAD is 288h long, the dump says 2b8h');
  });

  it('takes zero for absent, and nothing for no support', () => {
    expect(confirmLayouts(candidate(2600), {})).toEqual({
      ok: true,
      checked: 0,
      exact: false,
      mismatches: [],
    });
    expect(confirmLayouts(candidate(2600), { OffsetKThreadNextProcessor: 0 }).checked).toBe(0);
  });
});

describe('pickLayouts', () => {
  const pick = (build: number, evidence: LayoutEvidence) =>
    pickLayouts(candidateLayouts(build, true), evidence)?.kernel;

  it('prefers the kernel whose sizes are exactly the stated ones', () => {
    expect(pick(7601, WINDOWS_7)).toBe('win7_sp1_x86');
    expect(pick(7601, { ...WINDOWS_7, SizeEProcess: 0x2e0 })).toBe('win7_sp1_x86_24000');
    expect(pick(9600, { SizeEProcess: 0x2f8 })).toBe('win8_sp1_x86');
    expect(pick(9600, { SizeEProcess: 0x310 })).toBe('win81_u1_x86');
  });

  it('takes the nearest smaller kernel for an update in between', () => {
    expect(pick(7601, { ...WINDOWS_7, SizeEProcess: 0x2d0 })).toBe('win7_sp1_x86');
  });

  it('takes the first without evidence and none against all evidence', () => {
    expect(pick(7601, {})).toBe('win7_sp1_x86');
    expect(pick(7601, { OffsetKThreadState: 0x2d })).toBeUndefined();
  });
});
