/** Exit codes, as documented in the README. */
export const EXIT = {
  /** Analysed. */
  ok: 0,
  /** Analysed, with a finding at or above --fail-on. */
  findings: 1,
  /** A mistake in the command line. */
  usage: 2,
  /** Not a dump this tool reads, or it cannot be opened. */
  notADump: 3,
  /** A dump, but damaged beyond use. */
  damaged: 4,
  interrupted: 5,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What each code means, for the manual. */
export const EXIT_MEANINGS: readonly (readonly [code: ExitCode, meaning: string])[] = [
  [EXIT.ok, 'analysed'],
  [EXIT.findings, 'analysed, with a finding at or above --fail-on'],
  [EXIT.usage, 'a mistake in the command line, or a command that failed'],
  [EXIT.notADump, 'not a dump this tool reads, or it cannot be opened'],
  [EXIT.damaged, 'a dump, but damaged beyond use'],
  [EXIT.interrupted, 'interrupted'],
];
