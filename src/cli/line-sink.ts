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
  private copy: WriteText | undefined;

  constructor(private readonly write: WriteText) {}

  line(text: string): void {
    this.text(`${safeLine(text)}\n`);
  }

  /** Text that is known to be safe: JSON, CSV. */
  text(text: string): void {
    this.pending += text;
    if (this.pending.length >= CHUNK) this.flush();
  }

  flush(): void {
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
}

const UNSAFE = /[^\t\x20-\x7e]/;

/** Colour comes later than this guard, so escapes in a line can only be the dump's. */
export function safeLine(text: string): string {
  return UNSAFE.test(text) ? text.split('\t').map(printable).join('\t') : text;
}
