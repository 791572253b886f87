import { basename, dirname, join } from 'node:path';

let count = 0;

/** A name beside `path` for a file that is to take its place; made with `wx`, so that no other is taken for it. */
export function temporaryName(path: string): string {
  const mark = `${process.pid}-${Date.now().toString(36)}-${count++}`;
  return join(dirname(path), `.${basename(path)}.${mark}.tmp`);
}
