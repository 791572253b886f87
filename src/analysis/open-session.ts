import { type CrashDumpOptions, openCrashDump } from '../dump/crash-dump.ts';
import { Kernel } from '../kernel/kernel.ts';
import { Session, type SessionOptions } from './session.ts';

/** Opens a dump for investigation, read-only. Throws DumpError. Loads no code that reads symbol files. */
export function openSession(path: string, options: CrashDumpOptions & SessionOptions = {}): Session {
  const dump = openCrashDump(path, options);
  try {
    return new Session(new Kernel(dump, { findSymbols: options.symbols?.find }), options);
  } catch (error) {
    dump.close();
    throw error;
  }
}
