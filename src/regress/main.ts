import { openDump } from '../analysis/open-dump.ts';
import { DumpError } from '../dump/dump-error.ts';
import { writeAll } from '../files/stream.ts';
import { writeFileAtomic } from '../files/write-file.ts';
import { printable } from '../units/printable.ts';
import { checkSample, goldenOf } from './check-sample.ts';
import { findSamples, type Sample } from './sample.ts';

const USAGE = `usage: regress FOLDER [--update]

Opens every *.dmp of FOLDER and compares it with what lies beside it:
  NAME.windbg.txt   a debugger's transcript, compared word by word
  NAME.json         the report as JSON; --update writes it anew
`;

function print(line: string): void {
  writeAll(1, `${printable(line)}\n`);
}

/** Exit code 0: all agree; 1: differences; 2: a mistake in the command line. */
export function main(argv: readonly string[]): number {
  const [folder] = argv.filter((word) => !word.startsWith('-'));
  if (folder === undefined) {
    writeAll(2, USAGE);
    return 2;
  }
  const samples = findSamples(folder);
  let failed = 0;
  for (const sample of samples) {
    if (argv.includes('--update')) update(sample);
    if (!report(sample)) failed++;
  }
  print(`${samples.length - failed} of ${samples.length} dumps agree`);
  return failed === 0 ? 0 : 1;
}

function update(sample: Sample): void {
  const session = openDump(sample.dump);
  try {
    const path = sample.dump.replace(/\.dmp$/i, '.json');
    writeFileAtomic(path, Buffer.from(`${JSON.stringify(goldenOf(session), null, 1)}\n`, 'utf8'));
  } finally {
    session.close();
  }
}

function report(sample: Sample): boolean {
  try {
    const { compared, differences } = checkSample(sample);
    print(`${differences.length === 0 ? 'ok      ' : 'DIFFERS '} ${sample.name} (${compared} compared)`);
    for (const difference of differences) print(`         ${difference}`);
    return differences.length === 0;
  } catch (error) {
    if (!(error instanceof DumpError)) throw error;
    print(`FAILED   ${sample.name}: ${error.message}`);
    return false;
  }
}
