import { describe, expect, test } from 'vitest';
import { buildDump } from './build.ts';
import { RawDump } from './raw-dump.ts';

/** What the article prints must be in the dumps, read here by hand and not by the project's readers. */

describe('environment 1', () => {
  const { bytes, truth } = buildDump({
    name: 'driver-paged-pool',
    scale: 0.002,
    kind: 'kernel',
    lean: true,
    seedFigures: true,
  });
  const dump = new RawDump(bytes);

  test('SIoctl allocates at 9196b323', () => {
    // 9196b324  4d 53 4b 4b 68 00 10 00-00 6a 01 ff 15 10 90 96  MSKKh....j......
    expect(dump.hex(0x9196b323, 24)).toBe(
      '68 4d 53 4b 4b 68 00 10 00 00 6a 01 ff 15 10 90 96 91 4e 75 eb cc eb 07',
    );
    // ln poi(91969010) => (82f37bab)   nt!ExAllocatePoolWithTag
    expect(dump.words(0x91969010, 1)).toEqual(['82f37bab']);
  });

  test('the letters MSKK lie in text at 83184218', () => {
    // 83184218  4d 53 4b 4b 67 00 46 00-69 00 6c 00 65 00 49 00  MSKKg.F.i.l.e.I.
    expect(dump.hex(0x83184217, 23)).toBe(
      '00 4d 53 4b 4b 67 00 46 00 69 00 6c 00 65 00 49 00 6e 00 66 00 6f 00',
    );
  });

  test('counters are those of !vm 5 and !poolused 4', () => {
    const { symbols } = truth.kernel;
    const counter = (name: string) => dump.u32(symbols[name]);
    expect(counter('MmNumberOfPhysicalPages')).toBe(524174);
    expect(counter('MmAvailablePages')).toBe(425421);
    expect(counter('ExPoolFailures')).toBe(34553);
    expect(counter('MmTotalCommittedPages')).toBe(516797);
    const { MSKK, CM31, VmbK } = truth.tags;
    expect([MSKK.pg_allocs - MSKK.pg_frees, MSKK.pg_bytes]).toEqual([415447, 1701670912]);
    expect([CM31.pg_allocs - CM31.pg_frees, CM31.pg_bytes]).toEqual([5555, 24899584]);
    expect([VmbK.np_allocs - VmbK.np_frees, VmbK.np_bytes]).toEqual([51, 403064]);
  });
});

describe('environment 2', () => {
  const { bytes } = buildDump({
    name: 'process-thread-handles',
    scale: 0.0005,
    kind: 'kernel',
    lean: true,
    seedFigures: true,
  });
  const dump = new RawDump(bytes);

  test('the waiting thread 8ab94030 and its stack', () => {
    // THREAD 8ab94030  Cid 0564.0568  Teb: 7ffde000 Win32Thread: fe9ab4e8 WAIT: (WrUserRequest) UserMode
    expect(dump.words(0x8ab94030 + 0x22c, 2)).toEqual(['564', '568']);
    expect(dump.words(0x8ab94030 + 0x88, 1)).toEqual(['7ffde000']);
    expect(dump.words(0x8ab94030 + 0x18c, 1)).toEqual(['fe9ab4e8']);
    expect([dump.u8(0x8ab94030 + 0x68), dump.u8(0x8ab94030 + 0x187), dump.u8(0x8ab94030 + 0x6b)]).toEqual([
      5, 13, 1,
    ]);
    // 94393bb8 82ebfb15 8ab94030 82f7df08 82f7ad20 nt!KiSwapContext+0x26 (FPO: [Uses EBP] [0,0,4])
    expect(dump.words(0x94393bbc, 4)).toEqual(['82ebfb15', '8ab94030', '82f7df08', '82f7ad20']);
    // 94393bf0 82ebe403 8ab940f0 8ab94030 8ab8a458 nt!KiSwapThread+0x266
    expect(dump.words(0x94393bf0, 5)).toEqual(['94393c18', '82ebe403', '8ab940f0', '8ab94030', '8ab8a458']);
    // 94393c90 97870d75 8ab8a458 0000000d 00000001 nt!KeWaitForSingleObject+0x393
    expect(dump.words(0x94393c90, 5)).toEqual(['94393cec', '97870d75', '8ab8a458', 'd', '1']);
    // 94393d1c 97861eba 000024ff 00000000 0006fd30 win32k!xxxRealWaitMessageEx+0x12
    expect(dump.words(0x94393d1c, 5)).toEqual(['94393d34', '97861eba', '24ff', '0', '6fd30']);
    // 94393d2c 82e9442a 0006fd44 772d64f4 badb0d00 win32k!NtUserWaitMessage+0x14 (FPO: [0,0,4])
    expect(dump.words(0x94393d30, 4)).toEqual(['82e9442a', '6fd44', '772d64f4', 'badb0d00']);
  });

  test('the ended threads 82943d48 and 82945490', () => {
    // THREAD 82943d48  Cid 12ce80.60ae30  Teb: 00000000 Win32Thread: 00000000 TERMINATED
    expect(dump.words(0x82943d48 + 0x22c, 2)).toEqual(['12ce80', '60ae30']);
    expect([dump.u8(0x82943d48 + 0x68), dump.u32(0x82943d48 + 0x80), dump.u32(0x82943d48 + 0x64)]).toEqual([
      4, 61686, 5,
    ]);
    // Stack Init 0 Current 9b6cbbf8 Base 9b6cc000 Limit 9b6c9000 Call 0
    expect(dump.words(0x82943d48 + 0x28, 3)).toEqual(['0', '9b6c9000', '9b6cbbf8']);
    expect(dump.words(0x82943d48 + 0x190, 1)).toEqual(['9b6cc000']);
    // THREAD 82945490  Cid 12ce80.60ae64 ... Context Switch Count 4 ... Base 9baec000
    expect(dump.words(0x82945490 + 0x230, 1)).toEqual(['60ae64']);
    expect([dump.u32(0x82945490 + 0x64), dump.words(0x82945490 + 0x190, 1)[0]]).toEqual([4, '9baec000']);
  });

  test('the pool blocks of !poolfind', () => {
    // *89bc1b48 size:  2d8 previous size:   68  (Allocated) Thre (Protected)
    const block = (va: number) => {
      const word = dump.u32(va)!;
      return [((word >>> 16) & 0x1ff) * 8, (word & 0x1ff) * 8, dump.hex(va + 4, 4)];
    };
    expect(block(0x89bc1b48)).toEqual([0x2d8, 0x68, '54 68 72 e5']);
    expect(block(0x8a140a60)).toEqual([0x2e8, 0x180, '54 68 72 e5']);
    expect(block(0x8a625180)).toEqual([0x2e8, 0x60, '54 68 72 e5']);
    expect(block(0x9dd7c178)).toEqual([0x2e8, 0xa8, '54 68 72 e5']);
    expect(block(0x9dd7c460)).toEqual([0x2e8, 0x2e8, '54 68 72 e5']);
    expect(block(0x82945000)).toEqual([0x2e8, 0, '54 68 72 e5']);
    expect(block(0x82945460)).toEqual([0x2e8, 0x178, '54 68 72 e5']);
    expect(block(0x82946000)).toEqual([0x2e8, 0, '54 68 72 e5']);
    expect(block(0x8ab94000)).toEqual([0x2e8, 0, '54 68 72 e5']);
  });

  test('TestApp and its handles', () => {
    // PROCESS 8947ea58  SessionId: 1  Cid: 12ce80    Peb: 7ffdf000  ParentCid: 09dc
    //     DirBase: 7ee534c0  ObjectTable: 9be74bb8  HandleCount: 1907884.
    const process = 0x8947ea58;
    const fields = [0xb4, 0x1a8, 0x140, 0x18, 0xf4].map((at) => dump.u32(process + at)?.toString(16));
    expect(fields).toEqual(['12ce80', '7ffdf000', '9dc', '7ee534c0', '9be74bb8']);
    // Handle table at 9bfaf490 with 1907884 entries in use
    expect([dump.words(0x9be74bb8, 1)[0], dump.u32(0x9be74bb8 + 0x30)]).toEqual(['9bfaf492', 1907884]);
    // 0004: Object: 93a7b0c0  GrantedAccess: 00000003 Entry: 8ea37008 ... Type: (8928c7c8) Directory
    expect(dump.words(0x8ea37008, 6)).toEqual(['93a7b0a9', '3', '8a7cc021', '100020', '8a8f2689', '1f0003']);
    // 74acdc: Object: f850bd48  GrantedAccess: 001fffff Entry: f649b9b8, and the two after it
    expect(dump.words(0xf649b9b8, 6)).toEqual([
      'f850bd31',
      '1fffff',
      'f850ba49',
      '1fffff',
      'f850b761',
      '1fffff',
    ]);
  });
});
