import { readFileSync } from 'node:fs';

/**
 * Processor time of the main thread so far, ms: the wall time on a machine that has nothing else to do.
 * What the engine's own threads do beside it (compiling, collecting garbage) is not in it.
 */
export function threadTime() {
  return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ', 1)[0]) / 1e6;
}
