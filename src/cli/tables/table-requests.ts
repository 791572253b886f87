import { type CliOptions, UsageError } from '../options.ts';
import { STANDARD_OUTPUT, type TableRequest } from './write-tables.ts';

/** Which tables the options ask for. Throws UsageError when they contradict each other. */
export function tableRequests(options: CliOptions): TableRequest[] {
  const requests = (['csv', 'ndjson', 'parquet'] as const).flatMap((format) => {
    const path = options[format];
    return path === undefined ? [] : [{ format, path }];
  });
  if (requests.length === 0) return requests;
  const [{ format }] = requests;
  if (options.interactive || (options.commands === undefined && options.script === undefined))
    throw new UsageError(`--${format} writes the table of a command: give one with -c or -cf`);
  const onOutput = requests.filter((one) => one.path === STANDARD_OUTPUT);
  if (onOutput.some((one) => one.format === 'parquet')) throw new UsageError('--parquet needs a file');
  if (onOutput.length > 1 || (onOutput.length > 0 && options.json))
    throw new UsageError('only one of --json, --csv - and --ndjson - can go to the standard output');
  return requests;
}
