import { describe, expect, test } from 'vitest';
import { elapsedText, ticksToMs, tickText } from '../../src/units/time.ts';
import { buildDump } from '../builder/build.ts';
import { ask, askJson, sessionOf } from '../fakes/session.ts';

const built = buildDump({ name: 'process-thread-handles', scale: 0.0005, kind: 'kernel', lean: true });
const session = sessionOf(built.bytes);
const { processes, leaked_threads: leaked } = built.truth as unknown as {
  processes: { name: string; pid: number; eprocess: number; handle_count: number }[];
  leaked_threads: { count: number; samples: { va: number; tid: number; handle: number }[] };
};
const testApp = processes.find(({ name }) => name === 'TestApp.exe')!;
const hex = (value: number) => value.toString(16);

describe('!process', () => {
  test('0 0: every process in three lines', () => {
    const lines = ask(session, '!process 0 0');
    expect(lines[0]).toBe('**** NT ACTIVE PROCESS DUMP ****');
    expect(lines.filter((line) => line.startsWith('PROCESS '))).toHaveLength(processes.length);
    expect(lines).toContain('    Image: TestApp.exe');
  });

  test('by id, by address, by image name: the same process', () => {
    const byAddress = ask(session, `!process ${hex(testApp.eprocess)} 0`);
    expect(ask(session, `!process ${hex(testApp.pid)} 0`)).toEqual(byAddress);
    expect(ask(session, '!process 0 0 testapp.exe').slice(1)).toEqual(byAddress);
  });

  test('flag 1: labels in column 4, values in column 38', () => {
    const lines = ask(session, `!process ${hex(testApp.eprocess)} 1`);
    const token = lines.find((line) => line.startsWith('    Token'));
    expect(token?.slice(38)).toMatch(/^[0-9a-f]{8}$/);
    expect(lines.some((line) => line.startsWith('    VadRoot '))).toBe(true);
  });

  test('flag 4 alone: a line a thread; with 2: stacks too', () => {
    const short = ask(session, '!process 4 4').filter((line) => /^ {8}THREAD /.test(line));
    expect(short.length).toBeGreaterThan(1);
    expect(ask(session, '!process 4 4').some((line) => line.includes('ChildEBP'))).toBe(false);
    expect(ask(session, '!process 4 6').some((line) => line.includes('ChildEBP'))).toBe(true);
  });

  //         THREAD 86826030  Cid 0f64.1214  Teb: 7ffdf000 Win32Thread: fe634dc8 WAIT: (WrResource) KernelMode ...
  //             85c13f78  SynchronizationEvent
  //
  //         THREAD 86546430  Cid 0f64.12b8  Teb: 7ffde000 Win32Thread: 00000000 WAIT: (UserRequest) UserMode ...
  test('flag 2 alone: threads and what they wait for, nothing else of them', () => {
    const lines = ask(session, '!process 0 2 explorer.exe');
    const at = lines.findIndex((line) => line.startsWith('        THREAD 8ab94030 '));
    expect(lines.slice(at - 1, at + 3)).toEqual([
      '',
      expect.stringContaining('WAIT: (WrUserRequest) UserMode Non-Alertable'),
      '            8ab8a458  SynchronizationEvent',
      '',
    ]);
    expect(lines.filter((line) => /UserTime|Owning Process|Priority/.test(line))).toEqual([]);
  });

  test('of one session', () => {
    const lines = ask(session, '!process /s 1 0 0');
    expect(
      lines.filter((line) => line.startsWith('PROCESS ')).every((line) => line.includes('SessionId: 1 ')),
    ).toBe(true);
  });

  test('what is none', () => {
    expect(() => ask(session, '!process 8ab94030 0')).toThrow('TYPE mismatch for process object at 8ab94030');
    expect(() => ask(session, '!process 99999 0')).toThrow('Process with Cid 99999 was not found.');
    expect(() => ask(session, '!process /m nt')).toThrow('/m is not supported');
  });
});

describe('!thread', () => {
  test('what is none', () => {
    expect(() => ask(session, `!thread ${hex(testApp.eprocess)}`)).toThrow(
      /^TYPE mismatch for thread object/,
    );
    expect(() => ask(session, '!thread 12345678')).toThrow(/^Thread 12345678 cannot be read/);
  });

  test('flag 8 leaves arguments out', () => {
    const lines = ask(session, '!thread 8ab94030 e');
    expect(lines).toContain('ChildEBP RetAddr');
  });

  test('as JSON: ids, state, frames with how each was found', () => {
    const json = askJson(session, '!thread 8ab94030') as { frames: { foundBy: string }[] };
    expect(json).toMatchObject({
      address: '8ab94030',
      pid: 0x564,
      tid: 0x568,
      state: 'WAIT',
      waitReason: 'WrUserRequest',
    });
    expect(json.frames[0]).toMatchObject({ framePointer: '94393bb8', foundBy: 'switch-frame' });
  });
});

describe('!handle', () => {
  const of = hex(testApp.eprocess);

  test('one handle, with counts, name and rights', () => {
    const lines = ask(session, `!handle 4 b ${of}`).slice(6);
    expect(lines).toEqual([
      '0004: Object: 93a7b0c0  GrantedAccess: 00000003 Entry: 8ea37008',
      'Object: 93a7b0c0  Type: (8928c7c8) Directory',
      '    ObjectHeader: 93a7b0a8 (new version)',
      expect.stringMatching(/^ {8}HandleCount: \d+ {2}PointerCount: \d+$/),
      '        Directory Object: 00000000  Name: KnownDlls',
      '        Rights: DIRECTORY_QUERY, DIRECTORY_TRAVERSE',
      '',
    ]);
  });

  test('of one type', () => {
    const lines = ask(session, `!handle 0 1 ${of} thread`).filter((line) =>
      /^[0-9a-f]{4,}: Object/.test(line),
    );
    expect(lines).toHaveLength(leaked.count);
  });

  test('a free handle is shown when it is asked for', () => {
    expect(ask(session, `!handle 0 4 ${of}`)).toContain(
      '0000: free handle, Entry address 8ea37000, Next Entry 00000000',
    );
    expect(ask(session, `!handle 0 0 ${of}`).some((line) => line.includes('free handle'))).toBe(false);
  });

  test("the kernel's own handles carry the topmost bit", () => {
    const lines = ask(session, '!handle 0 11');
    expect(lines[0]).toMatch(/^Kernel handle table at [0-9a-f]{8} with \d+ entries in use$/);
    expect(lines[2]).toMatch(/^80000004: Object/);
    expect(ask(session, '!handle 80000004 1')[2]).toBe(lines[2]);
  });

  test('ids lead to processes and threads', () => {
    const [sample] = leaked.samples;
    const lines = ask(session, `!handle ${hex(testApp.pid)} 23`);
    expect(lines[2]).toContain(`Object: ${of}`);
    expect(lines[3]).toMatch(/Type: \([0-9a-f]{8}\) Process$/);
    expect(ask(session, `!handle ${hex(sample.tid)} 21`).length).toBeGreaterThan(1);
  });

  test('of every process', () => {
    const lines = ask(session, '!handle 0 0 0');
    expect(lines.filter((line) => line.startsWith('PROCESS '))).toHaveLength(processes.length);
  });

  test('as JSON: columns', () => {
    const [json] = askJson(session, `!handle 0 3 ${of}`) as { handles: { type: string[] } }[];
    expect(json).toMatchObject({ inUse: testApp.handle_count, complete: true });
    expect(json.handles.type.filter((type) => type === 'Thread')).toHaveLength(leaked.count);
  });
});

describe('!object', () => {
  test('type, counts, name', () => {
    expect(ask(session, '!object 93a7b0c0').slice(0, 2)).toEqual([
      'Object: 93a7b0c0  Type: (8928c7c8) Directory',
      '    ObjectHeader: 93a7b0a8 (new version)',
    ]);
  });

  test('what is none, and what is not there', () => {
    expect(ask(session, '!object 93a7b100')[0]).toMatch(/is no object/);
    expect(ask(session, '!object 12345678')[0]).toMatch(/^Object: 12345678 {2}\?{8} \(/);
  });
});

test('!obtypes: most objects first, and how the types were found', () => {
  const lines = ask(session, '!obtypes');
  expect(lines[1]).toMatch(/nonpaged Thre +\d+ .* Thread$/);
  expect(lines.at(-1)).toMatch(/^\d+ types, found by /);
});

describe('what is not there', () => {
  const process = hex(testApp.eprocess);

  test('a type may stand in quotation marks', () => {
    const plain = ask(session, '!handle 0 0 4 ALPC Port');
    expect(plain.length).toBeGreaterThan(6);
    expect(ask(session, '!handle 0 0 4 "ALPC Port"')).toEqual(plain);
  });

  test('a handle, a type and an image are said to be missing', () => {
    expect(ask(session, `!handle 7ff0 3 ${process}`).at(-1)).toBe('The table has no handle 7ff0.');
    expect(ask(session, `!handle 0 0 ${process} ALPC Port`).join()).not.toContain('no handle');
    expect(() => ask(session, `!handle 0 3 ${process} Thraed`)).toThrow(
      "No type of objects is called 'Thraed'; !obtypes lists them.",
    );
    expect(ask(session, '!process 0 0 TestAp.exe').at(-1)).toBe(
      "No process of the list has the image 'TestAp.exe'; !holders Process 2 shows those that have ended.",
    );
  });
});

describe('!holders', () => {
  test('one type: who holds it and whose it is', () => {
    const lines = ask(session, '!holders Thre');
    expect(lines[0]).toBe('Thread objects, tag Thre, nonpaged pool');
    expect(lines).toContain(`    Ended                               ${String(leaked.count).padStart(10)}`);
    const holder = lines[lines.findIndex((line) => line.startsWith('Held by:')) + 1];
    expect(holder.trim().split(/\s+/).slice(0, 6)).toEqual([
      hex(testApp.eprocess),
      hex(testApp.pid),
      ...[leaked.count, leaked.count, leaked.count].map(String),
      'TestApp.exe',
    ]);
  });

  test('a type by its name is the same as by its tag', () => {
    expect(ask(session, '!holders Thread')).toEqual(ask(session, '!holders Thre'));
  });

  test('objects that ended, each with how it was found', () => {
    const lines = ask(session, '!holders Thread 2').filter((line) => line.includes('found by'));
    expect(lines).toHaveLength(leaked.count);
    expect(lines[0]).toMatch(
      /HandleCount: 1 {2}PointerCount: 1 {2}ended {2}Cid 12ce80\.[0-9a-f]+ TestApp\.exe {2}found by pool block, handle table/,
    );
  });

  test('one object: every handle that leads to it', () => {
    const [sample] = leaked.samples;
    const lines = ask(session, `!holders ${hex(sample.va)}`);
    expect(lines.some((line) => line.startsWith('    Found by: pool block, handle table'))).toBe(true);
    expect(lines.at(-1)).toBe(
      `    Handle ${hex(sample.handle).padStart(4, '0')} of ${hex(testApp.eprocess)} TestApp.exe (12ce80)  GrantedAccess: 001fffff`,
    );
  });

  test('every type in a row', () => {
    expect(ask(session, '!holders')[1]).toMatch(
      /^Thread +Thre nonpaged +\d+ +\d+ +\d+ +\d+ +\d+ {2}TestApp\.exe/,
    );
  });

  test('what is none', () => {
    expect(() => ask(session, '!holders Nonsense')).toThrow("No type of objects is called 'Nonsense'.");
  });
});

describe('durations are cut, not rounded', () => {
  // 354 ticks of 15.625 ms: 5.53125 s; 31 ticks: 0.484375 s; 29354 ticks: 458.65625 s.
  test.each([
    [354, '0:00:00:05.531', '00:00:05.531'],
    [31, '0:00:00:00.484', '00:00:00.484'],
    [29354, '0:00:07:38.656', '00:07:38.656'],
    [5529600, '1:00:00:00.000', '1 Day 00:00:00.000'],
    [12000000, '2:04:05:00.000', '2 Days 04:05:00.000'],
  ])('%d ticks', (ticks, long, short) => {
    expect(tickText(ticks, 156250)).toBe(long);
    expect(elapsedText(ticksToMs(ticks, 156250))).toBe(short);
  });
});
