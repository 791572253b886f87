import { ascii } from './bytes.ts';
import { EXPLORER_PID, type Role, TESTAPP_PID } from './cast.ts';
import { Directory } from './directory.ts';
import type { Machine } from './machine.ts';
import type { Objects } from './objects.ts';
import { Region } from './region.ts';
import { writeToken } from './tokens.ts';

/** Process objects with their directories. */

export interface Process {
  role: Role;
  va: number;
  directory: Directory;
  user: Region;
  token: number;
  createTime: bigint;
  threads: number[];
  peb: number;
}

/** facts bodies that the article shows. */
const ARTICLE_PROCESS: Record<number, number> = { [EXPLORER_PID]: 0x8ab897f0, [TESTAPP_PID]: 0x8947ea58 };
const TESTAPP_PDPT = 0x4c0;
/** The slot that exited processes had, one after the other; nothing is in it. */
const EXITED_PDPT = 0xfe0;
const FLAGS = { exited: 0x8000 | 8, running: 0x144d0c01 };

export class Processes {
  readonly #machine: Machine;
  readonly #objects: Objects;
  readonly all: Process[] = [];
  #nextPdpt = 0x20;

  constructor(machine: Machine, objects: Objects) {
    this.#machine = machine;
    this.#objects = objects;
  }

  #pdpt({ pid, exited, outswapped }: Role): number {
    const page = this.#machine.pdptPage * 0x1000;
    if (exited || outswapped) return page + EXITED_PDPT;
    if (pid === TESTAPP_PID) return page + TESTAPP_PDPT;
    if (this.#nextPdpt === TESTAPP_PDPT) this.#nextPdpt += 0x20;
    this.#nextPdpt += 0x20;
    return page + this.#nextPdpt - 0x20;
  }

  create(role: Role, createTime: bigint, pinned: boolean, quotaBlock: number): Process {
    const { memory, mode, scenario } = this.#machine;
    const object = this.#objects.create({
      type: 'Process',
      at: pinned ? ARTICLE_PROCESS[role.pid] : undefined,
      headers: ['quota'],
      pointers: role.pointers ?? (role.exited ? 0 : 8 + role.threads),
      quotaBlock,
    });
    const directory = new Directory(memory, mode, this.#pdpt(role), role.exited || role.outswapped);
    if (this.#machine.lean && scenario.kind === 'kernel' && mode.pae) {
      for (const pfn of directory.frames.slice(0, 2)) memory.setUse(pfn, 'dropped');
    }
    const user = new Region(memory, mode, 'user');
    const token = writeToken(this.#machine, this.#objects, role);
    const peb = role.pid === 4 || role.exited ? 0 : 0x7ffdf000;
    const process = { role, va: object.body, directory, user, token, createTime, threads: [], peb };
    this.all.push(process);
    this.#write(process, quotaBlock);
    return process;
  }

  #write(p: Process, quotaBlock: number): void {
    const { kernel, random, windows } = this.#machine;
    const { eprocess: facts } = windows;
    const { va, role } = p;
    kernel.u32(va, 3);
    kernel.u8(va + 2, 0x26);
    kernel.emptyList(va + 8);
    kernel.emptyList(va + facts.profileListHead);
    kernel.u32(va + facts.directoryTableBase, p.directory.base);
    kernel.u32(va + facts.affinity, 3);
    kernel.u8(va + facts.basePriority, 8);
    if (facts.quantumReset !== undefined) kernel.u8(va + facts.quantumReset, 6);
    kernel.u32(va + facts.kernelTime, random.below(300));
    kernel.u32(va + facts.userTime, random.below(300));
    kernel.u64(va + facts.createTime, p.createTime);
    if (role.exited) kernel.u64(va + facts.exitTime, p.createTime + 90000000n);
    kernel.u32(va + facts.uniqueProcessId, role.pid);
    kernel.u32(va + facts.quotaUsage, 0x1000 + random.below(0x8000) * 8);
    kernel.u32(va + facts.quotaUsage + 4, 0x8000 + random.below(0x8000) * 8);
    kernel.u32(va + facts.quotaBlock, quotaBlock);
    kernel.u32(va + facts.token, p.token | 7);
    kernel.u32(va + facts.parentId, role.parent);
    kernel.bytes(va + facts.imageFileName, ascii(role.name.slice(0, 14)));
    kernel.u8(va + facts.priorityClass, 2);
    kernel.u32(va + facts.peb, p.peb);
    kernel.u32(va + facts.flags, role.exited ? FLAGS.exited : FLAGS.running);
    kernel.u32(va + facts.paeTop, p.directory.base);
    this.#writeMemory(p);
    this.#writeImagePath(p);
  }

  #writeMemory(p: Process): void {
    const { kernel, random, windows } = this.#machine;
    const { eprocess: facts, vm } = windows;
    const pages = p.role.exited ? 0 : 200 + random.below(4000);
    const { va } = p;
    kernel.u32(va + facts.commitCharge, p.role.exited ? 0 : 120 + random.below(3000));
    kernel.u32(va + facts.peakVirtualSize, 0x4000000 + random.below(0x4000) * 0x1000);
    kernel.u32(va + facts.virtualSize, 0x3000000 + random.below(0x1000) * 0x1000);
    kernel.u32(va + facts.privatePages, pages >>> 1);
    if (!vm) return;
    kernel.u32(va + facts.vm + vm.minimum, 50);
    kernel.u32(va + facts.vm + vm.size, pages);
    kernel.u32(va + facts.vm + vm.maximum, 345);
    kernel.u32(va + facts.vm + vm.peak, pages + 77);
    kernel.u32(va + facts.vm + vm.faults, pages * 3);
  }

  /** OBJECT_NAME_INFORMATION: a UNICODE_STRING with its text right behind it. */
  #writeImagePath(p: Process): void {
    const { kernel } = this.#machine;
    const { path } = p.role;
    if (path === '') return;
    const text = this.#objects.text(`\0\0\0\0${path}`, 'SeOn');
    kernel.u32(text, 0);
    kernel.unicode(text, text + 8, path.length);
    kernel.u32(p.va + this.#machine.windows.eprocess.auditImageName, text);
  }

  /** Links the active process list and each process's threads. */
  finish(head: number): void {
    const { kernel, windows } = this.#machine;
    const { eprocess: facts, ethread: thread } = windows;
    kernel.list(
      head,
      this.all.map((p) => p.va + facts.activeProcessLinks),
    );
    for (const p of this.all) {
      kernel.list(
        p.va + facts.threadListHead,
        p.threads.map((t) => t + thread.threadListEntry),
      );
      kernel.list(
        p.va + facts.kernelThreadList,
        p.threads.map((t) => t + thread.kernelThreadEntry),
      );
      kernel.u32(p.va + facts.activeThreads, p.threads.length);
      kernel.u32(p.va + facts.sessionLinks, kernel.get32(p.va + facts.sessionLinks));
    }
  }
}
