import { splitCommands } from '../commands/words.ts';
import { readWholeFile } from '../files/read-file.ts';
import type { RunContext } from './context.ts';

const MAX_SCRIPT = 0x100000;

/** The commands of `-cf` and then of `-c`, one by one. Throws FileError. */
export function scriptLines({ options }: RunContext): string[] {
  const script =
    options.script === undefined
      ? ''
      : Buffer.from(readWholeFile(options.script, MAX_SCRIPT)).toString('utf8');
  return [...splitCommands(script), ...splitCommands(options.commands ?? '')];
}
