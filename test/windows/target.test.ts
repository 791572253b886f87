import { describe, expect, test } from 'vitest';
import { processesOf } from '../../src/analysis/processes-of.ts';
import { readThread, readThreads } from '../../src/objects/threads.ts';
import { processToken, readTokenUser } from '../../src/objects/tokens.ts';
import { known } from '../../src/units/value.ts';
import { VERSIONS, type WindowsVersion } from '../builder/build.ts';
import { ask } from '../fakes/session.ts';
import { threadFacts } from '../objects/thread-facts.ts';
import { ALL, builtWindows } from './built-windows.ts';

/** First line of `vertarget`, and the sampled kernel whose layouts fit. */
const TARGETS: Record<WindowsVersion, readonly [version: string, layouts: string]> = {
  'xp-sp3': ['Windows XP Kernel Version 2600 (Service Pack 3)', 'xp_sp3_x86'],
  'xp-sp2': ['Windows XP Kernel Version 2600 (Service Pack 2)', 'xp_sp2_x86'],
  '2003-sp2': ['Windows Server 2003 Kernel Version 3790 (Service Pack 2)', 'win2003_sp2_x86'],
  '2003-sp1': ['Windows Server 2003 Kernel Version 3790 (Service Pack 1)', 'win2003_sp1_x86'],
  '2003-rtm': ['Windows Server 2003 Kernel Version 3790', 'win2003_sp0_x86'],
  'vista-rtm': ['Windows Vista Kernel Version 6000', 'vista_sp0_x86'],
  'vista-sp1': ['Windows Server 2008/Windows Vista Kernel Version 6001 (Service Pack 1)', 'vista_sp1_x86'],
  'vista-sp2': ['Windows Server 2008/Windows Vista Kernel Version 6002 (Service Pack 2)', 'vista_sp2_x86'],
  '7-rtm': ['Windows 7 Kernel Version 7600', 'win7_sp0_x86'],
  '7': ['Windows 7 Kernel Version 7601 (Service Pack 1)', 'win7_sp1_x86'],
  '8': ['Windows 8 Kernel Version 9200', 'win8_sp0_x86'],
  '8.1': ['Windows 8.1 Kernel Version 9600', 'win8_sp1_x86'],
  '8.1-update': ['Windows 8.1 Kernel Version 9600', 'win81_u1_x86'],
  '10-10240': ['Windows 10 Kernel Version 10240', 'win10_x86'],
  '10-10240-late': ['Windows 10 Kernel Version 10240', 'win10_x86_10240_17770'],
  '10-10586': ['Windows 10 Kernel Version 10586', 'win10_x86_44B89EEA'],
  '10-14393': ['Windows 10 Kernel Version 14393', 'win10_x86_9619274A'],
  '10-15063': ['Windows 10 Kernel Version 15063', 'win10_x86_15063'],
  '10-16299': ['Windows 10 Kernel Version 16299', 'win10_x86_16299'],
  '10-17134': ['Windows 10 Kernel Version 17134', 'win10_x86_17134'],
  '10-17763': ['Windows 10 Kernel Version 17763', 'win10_x86_17763'],
  '10-18362': ['Windows 10 Kernel Version 18362', 'win10_x86_18362'],
  '10-19041': ['Windows 10 Kernel Version 19041', 'win10_x86_19041'],
};

describe.each(ALL)('$name', (one) => {
  const { dump, plain, paging } = builtWindows(one);
  const { truth } = dump;

  test('which Windows it is, its layouts confirmed without a word', () => {
    const { lab, productType } = VERSIONS[one.version];
    const [version, layouts] = TARGETS[one.version];
    const lines = ask(plain, 'vertarget');
    expect(lines.slice(0, 3)).toEqual([
      `${version} MP (2 procs) Free x86 compatible`,
      `Product: ${productType === 3 ? 'Server' : 'WinNt'}, suite: TerminalServer SingleUserTS`,
      `Built by: ${lab}`,
    ]);
    expect(plain.kernel.layouts.description).toBe(`built-in ${layouts}`);
    expect(plain.kernel.notes).toEqual([]);
    expect(plain.kernel.memory.mode.name).toBe(paging === 'pae' ? 'PAE' : 'classic');
  });

  test('!process 0 0', () => {
    const heads = ask(plain, '!process 0 0').filter((line) => line.startsWith('PROCESS'));
    const hex = (value: number, width: number) => value.toString(16).padStart(width, '0');
    expect(heads.map((line) => line.replace(/SessionId: \S+ +/, ''))).toEqual(
      truth.processes.map(({ eprocess, pid, ppid, session }) => {
        const peb = pid === 4 ? 0 : 0x7ffdf000;
        void session;
        return `PROCESS ${hex(eprocess, 8)}  Cid: ${hex(pid, 4)}    Peb: ${hex(peb, 8)}  ParentCid: ${hex(ppid, 4)}`;
      }),
    );
  });

  test('processes with their tables, tokens and images', () => {
    const { processes, end } = processesOf(plain);
    expect(end).toEqual({ complete: true });
    const rows = processes.map((process) => {
      const token = known(processToken(plain.kernel, process.address)) ?? 0;
      const { name, directoryBase, objectTable } = process;
      const user = known(readTokenUser(plain.kernel, token));
      return [name, directoryBase, objectTable, token, user];
    });
    expect(rows).toEqual(
      truth.processes.map(({ name, dtb, object_table, token, session, pid }) => [
        name,
        dtb,
        object_table,
        token,
        session === 1 && pid !== 392 ? 'S-1-5-21-1004336348-1177238915-682003330-1001' : 'S-1-5-18',
      ]),
    );
  });

  test('threads: state, ids, wait, stack, times, start', () => {
    for (const [i, process] of processesOf(plain).processes.entries()) {
      const { threads, end } = readThreads(plain.kernel, process);
      expect(end).toEqual({ complete: true });
      const found = threads.map((thread) => {
        const { wait_object = null, ...facts } = threadFacts(plain.kernel, thread);
        return { ...facts, wait_object };
      });
      expect(found).toEqual(truth.processes[i].threads.map(({ ...wanted }) => wanted));
      expect(
        new Set(threads.map((thread) => [thread.pid, thread.process, thread.attachedProcess].join())),
      ).toEqual(new Set(threads.length === 0 ? [] : [[process.pid, process.address, undefined].join()]));
    }
  });

  test('!thread of a waiting thread and of one whose stack is out', () => {
    const explorer = truth.processes.find(({ name }) => name === 'explorer.exe')!;
    const [waiting, swapped] = explorer.threads;
    const [head] = ask(plain, `!thread ${waiting.va.toString(16)} 0`);
    expect(head).toContain(`Cid 0564.${waiting.tid.toString(16).padStart(4, '0')}`);
    expect(head).toContain(' WAIT: (');
    expect(head).toContain(') UserMode Non-Alertable');
    expect(readThread(plain.kernel, waiting.va)?.stack.resident).toBe(true);
    expect(readThread(plain.kernel, swapped.va)?.stack.resident).toBe(false);
  });
});
