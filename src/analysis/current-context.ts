import { crashProcessor } from '../kernel/crash-processor.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { MemoryReader } from '../memory/reader.ts';
import { type Process, readProcess } from '../objects/processes.ts';
import { readThread, type Thread } from '../objects/threads.ts';
import type { PhysicalAddress, VirtualAddress } from '../units/address.ts';

/**
 * What a session stands on while it is asked one thing after the other: a processor, the thread and
 * the process whose view of memory is taken. At first those of the crash. The only part of a session
 * that changes.
 */
export class CurrentContext {
  /** Where `db` and its kind go on when no address is given. */
  nextAddress: VirtualAddress | undefined;
  /** Which of `db` and its kind was last, in lower case: what `d` alone means. */
  lastDisplay: string | undefined;
  #processor: number | undefined;
  #thread: VirtualAddress | undefined;
  #process: VirtualAddress | undefined;
  #directory: PhysicalAddress | undefined;

  constructor(private readonly kernel: Kernel) {}

  /** Number of the processor. */
  get processor(): number {
    this.#processor ??= crashProcessor(this.kernel);
    return this.#processor;
  }

  /** The thread chosen, else the one that the processor ran; undefined when it cannot be read. */
  get thread(): VirtualAddress | undefined {
    if (this.#thread !== undefined) return this.#thread;
    return this.kernel.processors.find((one) => one.number === this.processor)?.currentThread;
  }

  /** True when a thread was chosen that is not the processor's own. */
  get isThreadChosen(): boolean {
    return this.#thread !== undefined;
  }

  /** The process chosen, else the one in which the thread runs; undefined when it cannot be read. */
  get process(): Process | undefined {
    const address = this.#process ?? runsIn(this.threadFacts());
    return address === undefined ? undefined : readProcess(this.kernel, address);
  }

  /** Physical address of the page directory that memory is read through. */
  get directoryBase(): PhysicalAddress {
    return this.#directory ?? this.kernel.dump.header.directoryTableBase;
  }

  /** Memory as the process sees it: its own user pages and its session's. */
  get memory(): MemoryReader {
    if (this.#directory === undefined) return this.kernel.memory;
    return this.kernel.space(this.#directory) ?? this.kernel.memory;
  }

  /** Stands on another processor, its thread and its process. */
  switchProcessor(number: number): void {
    this.#processor = number;
    this.#thread = undefined;
    this.followThread();
  }

  /** Stands on a thread; memory becomes its process's. */
  switchThread(thread: VirtualAddress | undefined): void {
    this.#thread = thread;
    this.followThread();
  }

  /** Takes the view of a process, or the thread's own again. False when its page directory is not in the dump. */
  switchProcess(process: Process | undefined): boolean {
    if (process === undefined) {
      this.followThread();
      return true;
    }
    if (this.kernel.space(process.directoryBase) === undefined) return false;
    this.#process = process.address;
    this.#directory = process.directoryBase;
    return true;
  }

  /** Takes the view of a page directory, whoever it belongs to. False when it is not in the dump. */
  switchDirectory(base: PhysicalAddress): boolean {
    if (this.kernel.space(base) === undefined) return false;
    this.#directory = base;
    return true;
  }

  private threadFacts(): Thread | undefined {
    const { thread } = this;
    return thread === undefined ? undefined : readThread(this.kernel, thread);
  }

  private followThread(): void {
    this.#process = undefined;
    const base = this.process?.directoryBase;
    const isReadable = base !== undefined && this.kernel.space(base) !== undefined;
    this.#directory = isReadable ? base : undefined;
  }
}

/** The process whose address space a thread runs in. */
function runsIn(thread: Thread | undefined): VirtualAddress | undefined {
  return thread?.attachedProcess ?? thread?.process;
}
