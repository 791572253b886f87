import { writeAll } from '../files/stream.ts';
import { safeLine } from './line-sink.ts';

const STDERR = 2;

/** One or more lines on the standard error. */
export function complain(text: string): void {
  for (const line of text.split('\n')) writeAll(STDERR, `analyze-dump: ${safeLine(line)}\n`);
}
