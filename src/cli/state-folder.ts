import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where what is kept between runs lies: `$XDG_STATE_HOME/analyze-dump`, or the same under `~/.local/state`. */
export function stateFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment.XDG_STATE_HOME || join(homedir(), '.local', 'state');
  return join(base, 'analyze-dump');
}
