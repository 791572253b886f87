/** A mistake in a command line, or something the dump cannot answer: one line for the user. */
export class CommandError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CommandError';
  }
}
