import { Session, type SessionOptions } from '../../src/analysis/session.ts';
import { answerLines, runCommandLine } from '../../src/commands/dispatch.ts';
import { jsonOf } from '../../src/commands/json.ts';
import { readCrashDump } from '../../src/dump/crash-dump.ts';
import { Kernel } from '../../src/kernel/kernel.ts';
import { jsonText } from '../../src/units/json-text.ts';
import { runTask } from '../../src/units/task.ts';
import { bytesSource } from './physical.ts';

/** A session over a dump in memory. */
export function sessionOf(bytes: Uint8Array, options: SessionOptions = {}): Session {
  const kernel = new Kernel(readCrashDump(bytesSource(bytes)), { findSymbols: options.symbols?.find });
  return new Session(kernel, options);
}

/** The lines that a command prints. */
export function ask(session: Session, line: string): string[] {
  return [...answerLines(runTask(runCommandLine(session, line)), { timeZone: 0 })];
}

/** What a command gives as JSON. */
export function askJson(session: Session, line: string): unknown {
  return JSON.parse(jsonText(jsonOf(runTask(runCommandLine(session, line)))));
}
