import { createInterface, type Interface } from 'node:readline';

export interface PromptInputOptions {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  /** Lines of earlier runs, newest last. */
  readonly history: readonly string[];
  readonly historySize: number;
  /** What the line may go on to, and the part of it that is completed. */
  readonly complete: (line: string) => readonly [candidates: string[], word: string];
}

const CLEAR_TO_START = { ctrl: true, name: 'u' };
const TO_END = { ctrl: true, name: 'e' };

/**
 * Lines as they are typed, with editing on a terminal, or as they come through a pipe. Between lines
 * the terminal is given back, so that Ctrl-C is a signal again.
 */
export class PromptInput {
  private readonly reader: Interface;
  private readonly lines: string[] = [];
  private hasEnded = false;
  private wake: (() => void) | undefined;
  readonly isTerminal: boolean;

  constructor(private readonly options: PromptInputOptions) {
    const { input, output } = options;
    this.isTerminal = input.isTTY === true && output.isTTY === true;
    this.reader = createInterface({
      input,
      output: this.isTerminal ? output : undefined,
      terminal: this.isTerminal,
      completer: options.complete as (line: string) => [string[], string],
      history: [...options.history].reverse(),
      historySize: options.historySize,
      removeHistoryDuplicates: true,
    });
    this.reader.on('line', (line) => {
      this.lines.push(line);
      this.wake?.();
    });
    this.reader.on('close', () => {
      this.hasEnded = true;
      this.wake?.();
    });
    this.reader.on('SIGINT', () => this.dropLine());
    // Back from Ctrl-Z the reader pauses, and a program with nothing to wait for ends.
    this.reader.on('SIGCONT', () => this.reader.prompt(true));
    if (this.isTerminal) input.prependListener('keypress', (_, key) => this.keepPlace(key));
  }

  /** The next line; undefined at the end of the input. */
  async next(prompt: string): Promise<string | undefined> {
    if (this.lines.length === 0 && !this.hasEnded) {
      this.takeTerminal(true);
      this.reader.setPrompt(prompt);
      if (this.isTerminal) this.reader.prompt();
      else this.reader.resume();
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.wake = undefined;
      if (!this.hasEnded) this.reader.pause();
      this.takeTerminal(false);
    }
    return this.lines.shift();
  }

  close(): void {
    this.reader.close();
  }

  /** Ctrl-C at the prompt: the line is dropped, a new prompt shown. */
  private dropLine(): void {
    this.reader.write(null, TO_END);
    this.reader.write(null, CLEAR_TO_START);
    this.options.output.write('^C\n');
    this.reader.prompt();
  }

  /**
   * What is pasted goes to the end of the line, wherever the cursor stands, because readline takes no
   * completions while it pastes. Inside a line they are allowed, save for a tab among what is pasted.
   */
  private keepPlace(key: { readonly name?: string } | undefined): void {
    const reader = this.reader as Interface & { isCompletionEnabled?: boolean };
    if (reader.cursor < reader.line.length && key?.name !== 'tab') reader.isCompletionEnabled = true;
  }

  private takeTerminal(isRaw: boolean): void {
    if (this.isTerminal && !this.hasEnded) this.options.input.setRawMode(isRaw);
  }
}
