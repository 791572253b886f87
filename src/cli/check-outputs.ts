import { dirname } from 'node:path';
import { fileStatus } from '../files/read-file.ts';
import { type CliOptions, UsageError } from './options.ts';
import { STANDARD_OUTPUT } from './tables/write-tables.ts';

/**
 * Looks at what is to be written before anything is worked out. Throws UsageError when the folder of a
 * file is missing, so that a slip in its name makes no folder, and when two things want the standard
 * output.
 */
export function checkOutputs(options: CliOptions): void {
  for (const name of ['html', 'csv', 'ndjson', 'parquet'] as const) {
    const path = options[name];
    if (path !== undefined && path !== STANDARD_OUTPUT) checkPath(`--${name}`, path);
  }
  if (options.html === STANDARD_OUTPUT && options.json)
    throw new UsageError('only one of --json and --html - can go to the standard output');
}

function checkPath(option: string, path: string): void {
  if (path === '') throw new UsageError(`${option} needs the name of a file`);
  if (fileStatus(path)?.kind === 'directory') throw new UsageError(`${option} ${path}: this is a folder`);
  const folder = dirname(path);
  if (fileStatus(folder)?.kind !== 'directory')
    throw new UsageError(`${option} ${path}: there is no folder ${folder}; make it first`);
}
