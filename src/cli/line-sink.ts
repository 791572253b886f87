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
    const isSafe = isPlain(joined, this.lines.length);
    this.pending += isSafe ? joined : `${this.lines.map(safeLine).join('\n')}\n`;
    this.lines = [];
    this.length = 0;
  }
}

const UNSAFE = /[^\t\x20-\x7e]/;

/** Room for the bytes of a chunk, and the same room as words. */
const scratch = Buffer.alloc(2 * CHUNK);
const scratchWords = new Int32Array(scratch.buffer, scratch.byteOffset, scratch.length >>> 2);
const BLANK = 0x20;
const LINE_END = 0x0a;

/**
 * Joined lines hold nothing but ASCII without control characters, tabs aside, and no line end but
 * their own. Four characters are looked at in one step: a regular expression takes four times as long.
 */
function isPlain(joined: string, numLines: number): boolean {
  // Other characters than ASCII take more bytes than one.
  if (joined.length > scratch.length || scratch.write(joined) !== joined.length) return false;
  const words = Math.ceil(joined.length / 4);
  scratch.fill(BLANK, joined.length, words * 4);
  let numEnds = 0;
  for (let i = 0; i < words; i++) {
    if (!isOdd(scratchWords[i])) continue;
    for (let at = i * 4; at < i * 4 + 4; at++) {
      if (scratch[at] === LINE_END) numEnds++;
      else if (!isPlainByte(scratch[at])) return false;
    }
  }
  return numEnds === numLines;
}

/** Some byte of the word is not 20h to 7Eh. */
function isOdd(word: number): boolean {
  return (((word - 0x20202020) | (word + 0x01010101) | word) & 0x80808080) !== 0;
}

function isPlainByte(byte: number): boolean {
  return byte === 0x09 || (byte >= 0x20 && byte <= 0x7e);
}

/** Colour comes later than this guard, so escapes in a line can only be the dump's. */
export function safeLine(text: string): string {
  return UNSAFE.test(text) ? text.split('\t').map(printable).join('\t') : text;
}
