import { splitCommands } from '../commands/words.ts';
import { FileError, readWholeFile } from '../files/read-file.ts';
import type { RunContext } from './context.ts';

const MAX_SCRIPT = 0x100000;

/** The commands of `-cf` and then of `-c`, one by one. Throws FileError. */
export function scriptLines({ options }: RunContext): string[] {
  const { script, commands = '' } = options;
  const text = script === undefined ? '' : scriptText(script, readWholeFile(script, MAX_SCRIPT));
  return [...splitCommands(text), ...splitCommands(commands)];
}

/** Text of a script: UTF-8, or UTF-16 in either order when its mark says so. Throws FileError. */
function scriptText(path: string, bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes);
  const isLittle = buffer[0] === 0xff && buffer[1] === 0xfe;
  const isBig = buffer[0] === 0xfe && buffer[1] === 0xff;
  if (isLittle || isBig) {
    const units = buffer.subarray(2, buffer.length - (buffer.length % 2));
    return (isBig ? units.swap16() : units).toString('utf16le');
  }
  if (buffer.includes(0))
    throw new FileError(path, 'holds zero bytes: save it as UTF-8, or as UTF-16 with a byte order mark');
  return buffer.toString('utf8').replace(/^\ufeff/, '');
}
