import { EXIT } from './exit-codes.ts';

/** What is said when the user stopped a command; those behind it are not run, as in the debugger. */
export function stoppedText(numLeft: number): string {
  const rest = numLeft === 0 ? '' : `; ${numLeft} more command${numLeft === 1 ? ' was' : 's were'} not run`;
  return `stopped: what stands above may not be all${rest}`;
}

/**
 * Notices Ctrl-C. The first asks the work to stop; one more than `patience` within one piece of work
 * ends the run at once.
 */
export class Interrupts {
  private count = 0;
  private all = 0;
  private readonly listener = (): void => {
    this.count++;
    this.all++;
    if (this.count <= this.patience) return;
    this.tidyUp();
    process.exit(EXIT.interrupted);
  };

  /** @param tidyUp done before the run is ended: what is drawn on the terminal is put right */
  constructor(
    private readonly patience: number,
    private readonly tidyUp: () => void,
  ) {
    process.on('SIGINT', this.listener);
  }

  /** Asked to stop within this piece of work. */
  get seen(): boolean {
    return this.count > 0;
  }

  /** How often it was asked so far. */
  get total(): number {
    return this.all;
  }

  /** A new piece of work begins; what was asked before is done with. */
  reset(): void {
    this.count = 0;
  }

  close(): void {
    process.off('SIGINT', this.listener);
  }
}
