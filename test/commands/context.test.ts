import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openSession } from '../../src/analysis/open-session.ts';
import type { Session } from '../../src/analysis/session.ts';
import { ask, askJson } from '../fakes/session.ts';

/** The bundled sample: processor 1 crashed while it ran a thread of the system process. */
const DUMP = join(resolve(import.meta.dirname, '../../dumps'), 'process-thread-handles.dmp');
const SYSTEM_THREAD = '89bc1b68';
const TEST_APP = '8947ea58';

let session: Session;
beforeEach(() => {
  session = openSession(DUMP);
});

describe('r', () => {
  // 1: kd> r
  // eax=00000000 ebx=83d3d120 ecx=00000000 edx=00000000 esi=83d36c0c edi=00000000
  // eip=82a91394 esp=83d0cbe4 ebp=83d0cbf8 iopl=0         nv up ei pl zr na pe nc
  // cs=0008  ss=0010  ds=0023  es=0023  fs=0030  gs=0000             efl=00000246
  test('the context of the header, EFLAGS 246 spelled out', () => {
    const [general, control, segments, heading, instruction] = ask(session, 'r');
    expect(general).toBe('eax=00000000 ebx=00000000 ecx=00000000 edx=00000000 esi=00000000 edi=00000000');
    expect(control).toBe('eip=82e959ae esp=94203b00 ebp=94203b20 iopl=0         nv up ei pl zr na pe nc');
    expect(segments).toBe('cs=0008  ss=0010  ds=0000  es=0000  fs=0000  gs=0000             efl=00000246');
    expect(heading).toMatch(/^nt!\S+:$/);
    expect(instruction).toMatch(/^82e959ae /);
  });

  test('some of them', () => {
    expect(ask(session, 'r eip, @esp')).toEqual(['eip=82e959ae', 'esp=94203b00']);
    expect(() => ask(session, 'r xyz')).toThrow("Bad register error at 'xyz'");
  });

  test('they stand in expressions', () => {
    expect(ask(session, '? @esp - esp')).toEqual(['Evaluate expression: 0 = 00000000']);
    expect(ask(session, '? @$thread')).toEqual([expect.stringContaining(SYSTEM_THREAD)]);
    expect(() => ask(session, '? @xyz')).toThrow("Couldn't resolve error at '@xyz'");
  });
});

describe('~', () => {
  test('lists processors, and who crashed', () => {
    expect(ask(session, '~')).toEqual([
      '  0  Prcb: 82f7ad20  Thread: 82fa50a0  (idle)',
      `. 1  Prcb: 807c5120  Thread: ${SYSTEM_THREAD}  (crashed)`,
    ]);
  });

  test('~0s stands on another; its registers were not saved', () => {
    expect(ask(session, '~0s')).toEqual([]);
    expect(session.current.processor).toBe(0);
    expect(() => ask(session, 'r')).toThrow('No registers: the registers of processor 0');
    expect(() => ask(session, '~7s')).toThrow('7 is not a processor of this dump');
  });
});

describe('.process .thread .context', () => {
  test('user pages are those of the process', () => {
    expect(ask(session, '.process')).toEqual(['Implicit process is now 8931e708']);
    const before = session.current.directoryBase;
    expect(ask(session, `.process /p /r ${TEST_APP}`)).toEqual([`Implicit process is now ${TEST_APP}`]);
    expect(ask(session, '.context')).toEqual(['User-mode page directory base is 7ee534c0']);
    expect(askJson(session, '? @$proc')).toEqual({ value: 0x8947ea58, hex: '8947ea58' });
    expect(ask(session, '.process 0')).toEqual(['Implicit process is now 8931e708']);
    expect(session.current.directoryBase).toBe(before);
  });

  test('a process may be told by its id', () => {
    expect(ask(session, '.process 12ce80')).toEqual([`Implicit process is now ${TEST_APP}`]);
  });

  test('what is no process, no thread, no directory is refused and changes nothing', () => {
    expect(() => ask(session, '.process 82f7ad20')).toThrow('TYPE mismatch for process object at 82f7ad20');
    expect(() => ask(session, '.thread 82f7ad20')).toThrow('TYPE mismatch for thread object at 82f7ad20');
    expect(() => ask(session, '.thread 10')).toThrow(/00000010 is not mapped|00000010 cannot be read/);
    expect(() => ask(session, '.context 7fffffe0')).toThrow(
      'No page directory at physical address 7fffffe0 is in this dump.',
    );
    expect(ask(session, '.process')).toEqual(['Implicit process is now 8931e708']);
  });

  test('a thread: its stack, its process', () => {
    expect(ask(session, '.thread 8ab94030')).toEqual(['Implicit thread is now 8ab94030']);
    expect(ask(session, '.process')).toEqual(['Implicit process is now 8ab897f0']);
    const [head, first] = ask(session, 'kb');
    expect(head).toBe('ChildEBP RetAddr  Args to Child');
    // 94393bb8 82ebfb15 8ab94030 82f7df08 82f7ad20 nt!KiSwapContext+0x26
    expect(first).toMatch(/^94393bb8 82ebfb15 8ab94030 82f7df08 82f7ad20 nt!/);
    expect(ask(session, 'k 2')).toHaveLength(3);
    expect(ask(session, 'k 1')[1]).toMatch(/^94393bb8 82ebfb15 nt!/);
    expect(() => ask(session, 'r')).toThrow('thread 8ab94030 does not run');
  });
});
