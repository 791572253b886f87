import { homedir } from 'node:os';
import { join } from 'node:path';

/** The program's own cache folder: `$XDG_CACHE_HOME/analyze-dump`, or the same under `~/.cache`. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(base, 'analyze-dump');
}
