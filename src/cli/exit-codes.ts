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
