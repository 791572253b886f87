import { describe, expect, test } from 'vitest';
import { SymbolSource } from '../../src/analysis/symbol-source.ts';
import { buildDump, symbolStore } from '../builder/build.ts';
import { ask, sessionOf } from '../fakes/session.ts';
import { withFolder } from '../fakes/symbol-folder.ts';

/** What the article prints of environment 2. Its runs of blanks were lost, so tokens are compared. */

const built = buildDump({
  name: 'process-thread-handles',
  scale: 0.00075,
  kind: 'kernel',
  lean: true,
  seedFigures: true,
});
const session = withFolder(symbolStore(built.truth), (path) => {
  const opened = sessionOf(built.bytes, { symbols: new SymbolSource({ path }) });
  ask(opened, '!sym');
  return opened;
});
const plain = sessionOf(built.bytes);

function tokens(lines: readonly string[] | string): string[] {
  const text = typeof lines === 'string' ? lines : lines.join('\n');
  return text.split(/\s+/).filter((token) => token !== '');
}

/** Tokens of each line that is not blank. */
function rows(lines: readonly string[]): string[] {
  return lines.map((line) => tokens(line).join(' ')).filter((line) => line !== '');
}

const EXPLORER = `
THREAD 8ab94030 Cid 0564.0568 Teb: 7ffde000 Win32Thread: fe9ab4e8 WAIT: (WrUserRequest) UserMode Non-Alertable
8ab8a458 SynchronizationEvent
Not impersonating
DeviceMap 8f072fc8
Owning Process 8ab897f0 Image: explorer.exe
Attached Process N/A Image: N/A
Wait Start TickCount 90686 Ticks: 354 (0:00:00:05.531)
Context Switch Count 12622
UserTime 00:00:00.484
KernelTime 00:00:01.093
Win32 Start Address 0x00c2a8df
Stack Init 94393fd0 Current 94393ba0 Base 94394000 Limit 94391000 Call 0
Priority 10 BasePriority 8 UnusualBoost 0 ForegroundBoost 2 IoPriority 2 PagePriority 5
ChildEBP RetAddr Args to Child`;

describe('1: kd> !THREAD 8ab94030', () => {
  test('every line above the stack', () => {
    const lines = ask(session, '!THREAD 8ab94030');
    expect(tokens(lines.slice(0, 14))).toEqual(tokens(EXPLORER));
  });

  test('the stack: the same words in every row of the kernel', () => {
    const words = rows(ask(session, '!thread 8ab94030').slice(14)).map((row) =>
      row.split(' ').slice(0, 5).join(' '),
    );
    expect(words.slice(0, 9)).toEqual([
      '94393bb8 82ebfb15 8ab94030 82f7df08 82f7ad20',
      '94393bf0 82ebe403 8ab940f0 8ab94030 8ab8a458',
      '94393c18 82eb82cf 8ab94030 8ab940f0 00000000',
      '94393c90 97870d75 8ab8a458 0000000d 00000001',
      '94393cec 97870e10 000024ff 00000000 00000001',
      '94393d08 9782bd56 000024ff 00000000 00000001',
      '94393d1c 97861eba 000024ff 00000000 0006fd30',
      '94393d2c 82e9442a 0006fd44 772d64f4 badb0d00',
      '94393d2c 772d64f4 0006fd44 772d64f4 badb0d00',
    ]);
  });

  test('the stack: names and the trap frame', () => {
    const names = rows(ask(session, '!thread 8ab94030').slice(14)).map((row) => row.split(' ')[5]);
    expect(names.slice(0, 9)).toEqual([
      'nt!KiSwapContext+0x26',
      'nt!KiSwapThread+0x266',
      'nt!KiCommitThreadWait+0x1df',
      'nt!KeWaitForSingleObject+0x393',
      'win32k!xxxRealSleepThread+0x1d7',
      'win32k!xxxSleepThread+0x2d',
      'win32k!xxxRealWaitMessageEx+0x12',
      'win32k!NtUserWaitMessage+0x14',
      'nt!KiFastCallEntry+0x12a',
    ]);
    expect(ask(session, '!thread 8ab94030').join('\n')).toContain('TrapFrame @ 94393d34)');
  });

  test('without symbols: the same but for names', () => {
    expect(tokens(ask(plain, '!thread 8ab94030').slice(0, 14))).toEqual(tokens(EXPLORER));
  });

  test('flags 0: the first line alone', () => {
    expect(ask(plain, '!thread 8ab94030 0')).toHaveLength(1);
  });

  test('-t takes the id', () => {
    expect(ask(plain, '!thread -t 568 0')[0]).toMatch(/^THREAD 8ab94030 {2}Cid 0564.0568/);
  });
});

const TERMINATED = (address: string, tid: string, stack: string, switches: number) => `
THREAD ${address} Cid 12ce80.${tid} Teb: 00000000 Win32Thread: 00000000 TERMINATED
Not impersonating
DeviceMap 9805fec8
Owning Process 8947ea58 Image: TestApp.exe
Attached Process N/A Image: N/A
Wait Start TickCount 61686 Ticks: 29354 (0:00:07:38.656)
Context Switch Count ${switches}
UserTime 00:00:00.000
KernelTime 00:00:00.000
Win32 Start Address 0x00401000
Stack Init 0 ${stack} Call 0
Priority 9 BasePriority 8 UnusualBoost 0 ForegroundBoost 0 IoPriority 2 PagePriority 5`;

test.each([
  ['82943d18+30', '82943d48', '60ae30', 'Current 9b6cbbf8 Base 9b6cc000 Limit 9b6c9000', 5],
  ['82945460+30', '82945490', '60ae64', 'Current 9baebbf8 Base 9baec000 Limit 9bae9000', 4],
])('1: kd> !thread %s', (argument, address, tid, stack, switches) => {
  expect(tokens(ask(session, `!thread ${argument}`))).toEqual(
    tokens(TERMINATED(address, tid, stack, switches)),
  );
});

const TEST_APP = `
PROCESS 8947ea58 SessionId: 1 Cid: 12ce80 Peb: 7ffdf000 ParentCid: 09dc
DirBase: 7ee534c0 ObjectTable: 9be74bb8 HandleCount: 1907884.
Image: TestApp.exe`;

test('1: kd> !process 8947ea58 0', () => {
  expect(tokens(ask(session, '!process 8947ea58 0'))).toEqual(tokens(TEST_APP));
});

describe('1: kd> !handle 0 2 8947ea58', () => {
  const lines = ask(session, '!handle 0 2 8947ea58');

  test('the process, the table and the first handles', () => {
    expect(tokens(lines.slice(0, 18))).toEqual(
      tokens(`${TEST_APP}
Handle table at 9bfaf490 with 1907884 entries in use
0004: Object: 93a7b0c0 GrantedAccess: 00000003 Entry: 8ea37008
Object: 93a7b0c0 Type: (8928c7c8) Directory
ObjectHeader: 93a7b0a8 (new version)
0008: Object: 8a7cc038 GrantedAccess: 00100020 Entry: 8ea37010
Object: 8a7cc038 Type: (89324f78) File
ObjectHeader: 8a7cc020 (new version)
000c: Object: 8a8f26a0 GrantedAccess: 001f0003 Entry: 8ea37018
Object: 8a8f26a0 Type: (8931e330) Event
ObjectHeader: 8a8f2688 (new version)`),
    );
  });

  test('the last handles', () => {
    const last = lines.slice(lines.findIndex((line) => line.startsWith('74acdc:')));
    expect(tokens(last.slice(0, 11))).toEqual(
      tokens(`
74acdc: Object: f850bd48 GrantedAccess: 001fffff Entry: f649b9b8
Object: f850bd48 Type: (8928c1e8) Thread
ObjectHeader: f850bd30 (new version)
74ace0: Object: f850ba60 GrantedAccess: 001fffff Entry: f649b9c0
Object: f850ba60 Type: (8928c1e8) Thread
ObjectHeader: f850ba48 (new version)
74ace4: Object: f850b778 GrantedAccess: 001fffff Entry: f649b9c8
Object: f850b778 Type: (8928c1e8) Thread
ObjectHeader: f850b760 (new version)`),
    );
  });

  test('the count of the table and the handles that are there disagree, and that is said', () => {
    expect(lines.at(-1)).toMatch(/^The table counts 1907884 entries in use, \d+ were found/);
  });
});
