import { ascii } from './bytes.ts';
import type { Machine } from './machine.ts';
import { THREAD_STATE, threadImage } from './thread-image.ts';
import { EPROCESS, LOOKASIDE, PROCESSOR } from './windows7.ts';

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
  const { globals, kernel, plan } = machine;
  plan.mark(SECOND_PCR, 'systemPtes');
  const table = globals.at('KiProcessorBlock');
  const idleProcess = globals.at('KiInitialProcess');
  kernel.u32(idleProcess, 3);
  kernel.u32(idleProcess + EPROCESS.directoryTableBase, cr3);
  kernel.bytes(idleProcess + EPROCESS.imageFileName, ascii('Idle'));
  return [globals.at('KiInitialPCR'), SECOND_PCR].map((kpcr, number) => {
    const idle = writeIdleThread(machine, number, idleProcess);
    const p = { number, kpcr, prcb: kpcr + PROCESSOR.prcb, idle_thread: idle };
    const processor = { ...p, current_thread: number === 1 ? current : idle };
    kernel.u32(table + number * 4, p.prcb);
    writeProcessor(machine, processor, cr3);
    return processor;
  });
}

function writeIdleThread(machine: Machine, number: number, process: number): number {
  const { globals, kernel, environment, systemPtes } = machine;
  const va = globals.at(`KiIdleThread${number}`);
  const stackBase = systemPtes.take(4) + 0x4000;
  kernel.bytes(
    va,
    threadImage(va, {
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
  const { kernel, globals } = machine;
  kernel.u32(p.kpcr, 0xffffffff);
  kernel.u32(p.kpcr + PROCESSOR.selfPcr, p.kpcr);
  kernel.u32(p.kpcr + PROCESSOR.prcbPointer, p.prcb);
  kernel.u32(p.kpcr + PROCESSOR.versionBlock, globals.at('KdVersionBlock'));
  kernel.u16(p.kpcr + PROCESSOR.pcrMajor, 1);
  kernel.u16(p.kpcr + PROCESSOR.pcrMajor + 2, 1);
  kernel.u8(p.kpcr + PROCESSOR.pcrNumber, p.number);
  kernel.u16(p.prcb, 1);
  kernel.u16(p.prcb + 2, 1);
  kernel.u32(p.prcb + PROCESSOR.currentThread, p.current_thread);
  kernel.u32(p.prcb + PROCESSOR.idleThread, p.idle_thread);
  kernel.u8(p.prcb + PROCESSOR.cpuType, 6);
  kernel.u32(p.prcb + PROCESSOR.mhz, 2394);
  kernel.u8(p.prcb + PROCESSOR.number, p.number);
  kernel.u32(p.prcb + PROCESSOR.specialRegisters, 0x8001003b);
  kernel.u32(p.prcb + PROCESSOR.specialRegisters + 8, cr3);
  kernel.u32(p.prcb + PROCESSOR.specialRegisters + 12, machine.mode.pae ? 0x6f9 : 0x6d9);
  kernel.bytes(p.prcb + PROCESSOR.vendor, ascii('GenuineIntel'));
  for (let i = 0; i < LOOKASIDE_LISTS; i++) {
    writeLookaside(machine, p.prcb + PROCESSOR.nonPagedLookaside + i * LOOKASIDE.size, i);
    writeLookaside(machine, p.prcb + PROCESSOR.pagedLookaside + i * LOOKASIDE.size, i);
  }
}

/** An empty lookaside list for blocks of (index + 1) * 8 bytes. */
function writeLookaside(machine: Machine, va: number, index: number): void {
  const { kernel } = machine;
  kernel.u16(va + LOOKASIDE.depth, 4);
  kernel.u16(va + LOOKASIDE.maximumDepth, 0x100);
  kernel.u32(va + LOOKASIDE.blockSize, (index + 1) * 8);
}
