import { describe, expect, it } from 'vitest';
import {
  kernelVersionLine,
  productLine,
  servicePackOf,
  suiteNames,
  windowsName,
} from '../../src/symbols/builtin/windows-builds.ts';

describe('names of builds', () => {
  it.each([
    [2600, 'Windows XP'],
    [3790, 'Windows Server 2003'],
    [6000, 'Windows Vista'],
    [7600, 'Windows 7'],
    [7601, 'Windows 7'],
    [9200, 'Windows 8'],
    [9600, 'Windows 8.1'],
    [10240, 'Windows 10'],
    [19045, 'Windows 10'],
    [1381, 'Windows'],
  ])('%i is %s', (build, name) => {
    expect(windowsName(build)).toBe(name);
  });

  it('adds a service pack and tells server from workstation', () => {
    expect(windowsName(7601, 1)).toBe('Windows 7 Service Pack 1');
    expect(windowsName(6002, 2, 1)).toBe('Windows Vista Service Pack 2');
    expect(windowsName(6002, 2, 3)).toBe('Windows Server 2008 Service Pack 2');
  });

  it('knows service packs by build or by CmNtCSDVersion', () => {
    expect(servicePackOf(7601)).toBe(1);
    expect(servicePackOf(7600, 0x100)).toBeUndefined();
    expect(servicePackOf(2600, 0x300)).toBe(3);
    expect(servicePackOf(2600)).toBeUndefined();
    expect(servicePackOf(2600, 0x45474150)).toBeUndefined();
  });
});

describe('lines of vertarget', () => {
  it('names kernel, service pack and processors', () => {
    // Windows 7 Kernel Version 7601 (Service Pack 1) MP (2 procs) Free x86 compatible
    expect(kernelVersionLine({ build: 7601, processors: 2, majorVersion: 0xf })).toBe(
      'Windows 7 Kernel Version 7601 (Service Pack 1) MP (2 procs) Free x86 compatible',
    );
    // Windows XP Kernel Version 2600 (Service Pack 3) UP Free x86 compatible
    expect(kernelVersionLine({ build: 2600, servicePack: 3, processors: 1, majorVersion: 0xf })).toBe(
      'Windows XP Kernel Version 2600 (Service Pack 3) UP Free x86 compatible',
    );
    expect(kernelVersionLine({ build: 7600, processors: 4, majorVersion: 0xc })).toBe(
      'Windows 7 Kernel Version 7600 MP (4 procs) Checked x86 compatible',
    );
    expect(kernelVersionLine({ build: 7601, processors: undefined })).toBe(
      'Windows 7 Kernel Version 7601 (Service Pack 1) MP (???????? procs) Free x86 compatible',
    );
  });

  it('names product and suites', () => {
    expect(productLine(1, 0x110)).toBe('Product: WinNt, suite: TerminalServer SingleUserTS');
    expect(productLine(3)).toBe('Product: Server');
    expect(productLine(0x45474150, 0x45474150)).toBeUndefined();
    expect(suiteNames(0x80000000)).toEqual([]);
  });
});
