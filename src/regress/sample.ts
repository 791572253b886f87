import { basename, join } from 'node:path';
import { fileStatus, listDirectory } from '../files/read-file.ts';

/** A dump and what lies beside it. */
export interface Sample {
  readonly name: string;
  readonly dump: string;
  /** `NAME.windbg.txt`: what a debugger printed. */
  readonly transcript?: string;
  /** `NAME.json`: the report as it should come out. */
  readonly golden?: string;
}

const DUMP = /\.dmp$/i;

/** Every dump of a folder with its sidecars, in the order of their names; folders inside are not entered. */
export function findSamples(folder: string): Sample[] {
  return listDirectory(folder)
    .filter((file) => DUMP.test(file))
    .sort()
    .map((file) => {
      const name = basename(file).replace(DUMP, '');
      return {
        name,
        dump: join(folder, file),
        transcript: existing(join(folder, `${name}.windbg.txt`)),
        golden: existing(join(folder, `${name}.json`)),
      };
    });
}

function existing(path: string): string | undefined {
  return fileStatus(path) === undefined ? undefined : path;
}
