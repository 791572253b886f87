import { printable } from '../units/printable.ts';

/** Bytes gathered before they are written. */
const CHUNK = 0x10000;

/** Thrown when the reader of our output has gone (`| head`): the run ends quietly. */
export class OutputClosedError extends Error {
  constructor() {
    super('the reader of the output has gone');
    this.name = 'OutputClosedError';
  }
}

/** Writes text somewhere; throws OutputClosedError when nobody reads any more. */
export type WriteText = (text: string) => void;

/**
 * Lines to a stream, gathered into chunks. Whatever a line holds, no control character but the tab
 * gets through: the last guard behind the renderers' own.
 */
export class LineSink {
  private pending = '';
  /** Lines not yet looked at, and how many characters they have together. */
  private lines: string[] = [];
  private length = 0;
  private copy: WriteText | undefined;

  constructor(private readonly write: WriteText) {}

  line(text: string): void {
    this.lines.push(text);
    this.length += text.length + 1;
    if (this.length >= CHUNK) this.flush();
  }

  /** Text that is known to be safe: JSON, CSV. */
  text(text: string): void {
    this.settle();
    this.pending += text;
    if (this.pending.length >= CHUNK) this.flush();
  }

  flush(): void {
    this.settle();
    if (this.pending === '') return;
    const text = this.pending;
    this.pending = '';
    this.copy?.(text);
    this.write(text);
  }

  /** From now on everything goes here as well; undefined ends it. */
  copyTo(copy: WriteText | undefined): void {
    this.flush();
    this.copy = copy;
  }

  /** Looks at the gathered lines all at once: among millions hardly one has anything to hide. */
  private settle(): void {
    if (this.lines.length === 0) return;
    const joined = `${this.lines.join('\n')}\n`;
    const isSafe = !UNSAFE_CHUNK.test(joined) && countOf(joined, '\n') === this.lines.length;
    this.pending += isSafe ? joined : `${this.lines.map(safeLine).join('\n')}\n`;
    this.lines = [];
    this.length = 0;
  }
}

const UNSAFE = /[^\t\x20-\x7e]/;
/** The same for joined lines; a line end inside a line shows in their number. */
const UNSAFE_CHUNK = /[^\t\n\x20-\x7e]/;

function countOf(text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count++;
  return count;
}

/** Colour comes later than this guard, so escapes in a line can only be the dump's. */
export function safeLine(text: string): string {
  return UNSAFE.test(text) ? text.split('\t').map(printable).join('\t') : text;
}
