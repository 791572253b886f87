import { ascii } from './bytes.ts';
import { LOOKASIDE_LIST } from './lookaside-list.ts';
import type { Machine } from './machine.ts';
import { THREAD_STATE, threadImage } from './thread-image.ts';

/** KPCR and KPRCB of both processors, the first inside nt, the second in system address space. */

export interface Processor {
  number: number;
  kpcr: number;
  prcb: number;
  current_thread: number;
  idle_thread: number;
}

const SECOND_PCR = 0x807c5000;
const LOOKASIDE_LISTS = 32;

export function writeProcessors(machine: Machine, current: number, cr3: number): Processor[] {
  const { globals, kernel, plan, windows } = machine;
  const { eprocess: process, processor } = windows;
  plan.mark(SECOND_PCR, 'systemPtes');
  const table = globals.at('KiProcessorBlock');
  const idleProcess = globals.at('KiInitialProcess');
  kernel.u32(idleProcess, 3);
  kernel.u32(idleProcess + process.directoryTableBase, cr3);
  kernel.bytes(idleProcess + process.imageFileName, ascii('Idle'));
  return [globals.at('KiInitialPCR'), SECOND_PCR].map((kpcr, number) => {
    const idle = writeIdleThread(machine, number, idleProcess);
    const p = { number, kpcr, prcb: kpcr + processor.prcb, idle_thread: idle };
    const written = { ...p, current_thread: number === 1 ? current : idle };
    kernel.u32(table + number * 4, p.prcb);
    writeProcessor(machine, written, cr3);
    return written;
  });
}

function writeIdleThread(machine: Machine, number: number, process: number): number {
  const { globals, kernel, environment, systemPtes } = machine;
  const va = globals.at(`KiIdleThread${number}`);
  const stackBase = systemPtes.take(4) + 0x4000;
  kernel.bytes(
    va,
    threadImage(machine.windows, va, {
      process,
      pid: 0,
      tid: 0,
      state: THREAD_STATE.running,
      waitTime: 0,
      contextSwitches: environment.tick,
      teb: 0,
      win32Thread: 0,
      initialStack: stackBase - 0x30,
      kernelStack: stackBase - 0x408,
      stackBase,
      stackLimit: stackBase - 0x3000,
      priority: 0,
      basePriority: 0,
      userTime: 0,
      kernelTime: environment.tick,
      createTime: 0n,
      startAddress: 0,
      win32StartAddress: 0,
    }),
  );
  return va;
}

function writeProcessor(machine: Machine, p: Processor, cr3: number): void {
  const { kernel, globals, windows } = machine;
  const { processor: facts } = windows;
  kernel.u32(p.kpcr, 0xffffffff);
  kernel.u32(p.kpcr + facts.selfPcr, p.kpcr);
  kernel.u32(p.kpcr + facts.prcbPointer, p.prcb);
  kernel.u32(p.kpcr + facts.versionBlock, globals.at('KdVersionBlock'));
  kernel.u16(p.kpcr + facts.pcrMajor, 1);
  kernel.u16(p.kpcr + facts.pcrMajor + 2, 1);
  kernel.u8(p.kpcr + facts.pcrNumber, p.number);
  kernel.u16(p.prcb, 1);
  kernel.u16(p.prcb + 2, 1);
  kernel.u32(p.prcb + facts.currentThread, p.current_thread);
  kernel.u32(p.prcb + facts.idleThread, p.idle_thread);
  kernel.u8(p.prcb + facts.cpuType, 6);
  kernel.u32(p.prcb + facts.mhz, 2394);
  kernel.u8(p.prcb + facts.number, p.number);
  kernel.u32(p.prcb + facts.specialRegisters, 0x8001003b);
  kernel.u32(p.prcb + facts.specialRegisters + 8, cr3);
  kernel.u32(p.prcb + facts.specialRegisters + 12, machine.mode.pae ? 0x6f9 : 0x6d9);
  kernel.bytes(p.prcb + facts.vendor, ascii('GenuineIntel'));
  if (windows.pool.lookaside !== 'lists') return;
  for (let i = 0; i < LOOKASIDE_LISTS; i++) {
    writeLookaside(machine, p.prcb + facts.nonPagedLookaside + i * LOOKASIDE_LIST.size, i);
    writeLookaside(machine, p.prcb + facts.pagedLookaside + i * LOOKASIDE_LIST.size, i);
  }
}

/** An empty lookaside list for blocks of (index + 1) * 8 bytes. */
function writeLookaside(machine: Machine, va: number, index: number): void {
  const { kernel } = machine;
  kernel.u16(va + LOOKASIDE_LIST.depth, 4);
  kernel.u16(va + LOOKASIDE_LIST.maximumDepth, 0x100);
  kernel.u32(va + LOOKASIDE_LIST.blockSize, (index + 1) * 8);
}
