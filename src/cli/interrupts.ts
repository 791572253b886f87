/** Notices Ctrl-C. The first asks the work to stop; a second within one piece of work ends the run. */
export class Interrupts {
  private count = 0;
  private readonly listener = (): void => {
    this.count++;
    if (this.count > 1) process.exit(5);
  };

  constructor() {
    process.on('SIGINT', this.listener);
  }

  /** Asked to stop since the last reset. */
  get seen(): boolean {
    return this.count > 0;
  }

  reset(): void {
    this.count = 0;
  }

  close(): void {
    process.off('SIGINT', this.listener);
  }
}
