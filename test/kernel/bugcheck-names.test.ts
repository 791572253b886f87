import { describe, expect, it } from 'vitest';
import { bugCheckName, isManualCrash, plainBugCheckCode } from '../../src/kernel/bugcheck-names.ts';
import { bugCheckParameters } from '../../src/kernel/bugcheck-parameters.ts';

describe('bug check names', () => {
  it.each([
    [0x1, 'APC_INDEX_MISMATCH'],
    [0xa, 'IRQL_NOT_LESS_OR_EQUAL'],
    [0x19, 'BAD_POOL_HEADER'],
    [0x1a, 'MEMORY_MANAGEMENT'],
    [0x3b, 'SYSTEM_SERVICE_EXCEPTION'],
    [0x3f, 'NO_MORE_SYSTEM_PTES'],
    [0x41, 'MUST_SUCCEED_POOL_EMPTY'],
    [0x50, 'PAGE_FAULT_IN_NONPAGED_AREA'],
    [0x7e, 'SYSTEM_THREAD_EXCEPTION_NOT_HANDLED'],
    [0x8e, 'KERNEL_MODE_EXCEPTION_NOT_HANDLED'],
    [0xab, 'SESSION_HAS_VALID_POOL_ON_EXIT'],
    [0xc2, 'BAD_POOL_CALLER'],
    [0xd1, 'DRIVER_IRQL_NOT_LESS_OR_EQUAL'],
    [0xde, 'POOL_CORRUPTION_IN_FILE_AREA'],
    [0xdf, 'IMPERSONATING_WORKER_THREAD'],
    [0xe2, 'MANUALLY_INITIATED_CRASH'],
    [0xf4, 'CRITICAL_OBJECT_TERMINATION'],
    [0x139, 'KERNEL_SECURITY_CHECK_FAILURE'],
    [0x1c8, 'MANUALLY_INITIATED_POWER_BUTTON_HOLD'],
    [0xc000021a, 'WINLOGON_FATAL_ERROR'],
    [0xdeaddead, 'MANUALLY_INITIATED_CRASH1'],
    [0x1000007e, 'SYSTEM_THREAD_EXCEPTION_NOT_HANDLED_M'],
    [0x100000ea, 'THREAD_STUCK_IN_DEVICE_DRIVER_M'],
  ])('%i is %s', (code, name) => {
    expect(bugCheckName(code)).toBe(name);
  });

  it('takes signed codes too', () => {
    expect(bugCheckName(0xdeaddead | 0)).toBe('MANUALLY_INITIATED_CRASH1');
  });

  it('does not name unknown codes', () => {
    for (const code of [0, 0x83, 0x45474150, 0x10000083, 0x2000007e, 0xffffffff]) {
      expect(bugCheckName(code)).toBeUndefined();
    }
  });

  it('names at least 250 codes up to 1FFh, each a plain identifier', () => {
    const found = Array.from({ length: 0x200 }, (_, code) => bugCheckName(code)).filter(
      (name) => name !== undefined,
    );
    expect(found.length).toBeGreaterThanOrEqual(250);
    expect(found.every((name) => /^[A-Z][A-Z0-9_]+$/.test(name))).toBe(true);
    expect(new Set(found).size).toBe(found.length);
  });

  it('tells forced crashes from real ones', () => {
    expect([0xe2, 0xdeaddead].every(isManualCrash)).toBe(true);
    expect([0, 0x50, 0xd1].some(isManualCrash)).toBe(false);
  });

  it('unmasks only the mark', () => {
    expect(plainBugCheckCode(0x1000007e)).toBe(0x7e);
    expect(plainBugCheckCode(0xdeaddead)).toBe(0xdeaddead);
  });
});

describe('bug check parameters', () => {
  it('explains frequent codes', () => {
    expect(bugCheckParameters(0x50)?.[0]).toBe('address that was referenced');
    expect(bugCheckParameters(0xd1)?.[1]).toBe('IRQL at the time');
    expect(bugCheckParameters(0x1000007e)?.[3]).toBe('address of the context record');
    expect(bugCheckParameters(0x3f)).toEqual([
      '0 system PTEs, 1 nonpaged pool expansion',
      'size of the request',
      'free system PTEs',
      'all system PTEs',
    ]);
    expect(bugCheckParameters(0x83)).toBeUndefined();
  });

  it('has four short texts for each, and a name for each', () => {
    let explained = 0;
    for (let code = 0; code < 0x200; code++) {
      const meanings = bugCheckParameters(code);
      if (meanings === undefined) continue;
      explained++;
      expect(bugCheckName(code)).toBeDefined();
      expect(meanings.every((text) => text.length > 0 && text.length <= 60)).toBe(true);
    }
    expect(explained).toBeGreaterThanOrEqual(25);
  });
});
