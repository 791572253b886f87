import { spawnSync } from 'node:child_process';

const WIDTH = 100;
const HEIGHT = 40;
/** How often the screen is looked at, ms. */
const LOOK = 50;
const PATIENCE = 30_000;

export const hasTmux = spawnSync('tmux', ['-V']).status === 0;

/** A terminal with somebody at its keyboard, by means of tmux. */
export class Terminal {
  /** Starts a command in a terminal of its own, which is reached by the socket. */
  constructor(
    private readonly socket: string,
    command: string,
  ) {
    this.tmux('-f', '/dev/null', 'new-session', '-d', '-x', `${WIDTH}`, '-y', `${HEIGHT}`, command);
    this.tmux('set-option', 'remain-on-exit', 'on');
  }

  /** Types keys in the words of tmux: text as it is, `Enter`, `Tab`, `Up`, `C-c`. */
  type(...keys: readonly string[]): void {
    this.tmux('send-keys', ...keys);
  }

  /** What stands on the screen, with what went by above it. */
  screen(): string {
    return this.tmux('capture-pane', '-p', '-J', '-S', '-2000').trimEnd();
  }

  /** Waits until the screen shows something; throws with the screen when it never does. */
  async see(pattern: RegExp): Promise<string> {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const screen = this.screen();
      if (pattern.test(screen)) return screen;
      if (Date.now() > end) throw new Error(`${pattern} never came; the screen says:\n${screen}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
  }

  close(): void {
    this.tmux('kill-server');
  }

  private tmux(...args: readonly string[]): string {
    return spawnSync('tmux', ['-S', this.socket, ...args], { encoding: 'utf8' }).stdout;
  }
}
