/** One command of a transcript and the tokens it printed. */
export interface TranscriptStep {
  readonly command: string;
  /** Line of the transcript where the command stands, from 1. */
  readonly line: number;
  readonly expected: readonly string[];
}

/** Where an answer departs from the transcript. */
export interface TranscriptDifference {
  readonly step: TranscriptStep;
  /** The first tokens that disagree, with a few before them. */
  readonly expected: string;
  readonly found: string;
}

const PROMPT = /^\s*(?:\d+:\s*)?k?d?>\s*(.+)$/;
/** Stands for any tokens in between: what the writer cut out. */
const GAP = '...';

/**
 * Reads a debugger transcript: prompts (`1: kd> !vm 5`) start commands, what follows is expected.
 * `<<<` starts a remark up to the line's end, a line of `...` means that something was cut out, and
 * lines before the first prompt are prose.
 */
export function readTranscript(text: string): TranscriptStep[] {
  const steps: { command: string; line: number; expected: string[] }[] = [];
  for (const [i, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replace(/<<<.*$/, '');
    const prompt = PROMPT.exec(line);
    if (prompt !== null) steps.push({ command: prompt[1].trim(), line: i + 1, expected: [] });
    else steps.at(-1)?.expected.push(...tokens(line));
  }
  return steps;
}

/** Words of a text; where a debugger pads with blanks is no difference. */
export function tokens(text: string): string[] {
  return text
    .replaceAll('(', ' ( ')
    .replaceAll(')', ' ) ')
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** Compares an answer with what the transcript shows; undefined when they agree. */
export function compareStep(step: TranscriptStep, answer: string): TranscriptDifference | undefined {
  const found = tokens(answer);
  let at = 0;
  for (const [i, piece] of pieces(step.expected).entries()) {
    const start = i === 0 ? 0 : findPiece(found, piece, at);
    const wrong = start < 0 ? 0 : firstDifference(found, piece, start);
    if (start < 0 || wrong >= 0)
      return difference(step, found, piece, Math.max(start, at), Math.max(wrong, 0));
    at = start + piece.length;
  }
  const open = step.expected.at(-1) === GAP;
  return open || at === found.length ? undefined : difference(step, found, [], at, 0);
}

/** The runs of tokens between gaps. */
function pieces(expected: readonly string[]): string[][] {
  const runs: string[][] = [[]];
  for (const token of expected) {
    if (token === GAP) runs.push([]);
    else runs[runs.length - 1].push(token);
  }
  return runs;
}

function findPiece(found: readonly string[], piece: readonly string[], from: number): number {
  for (let start = from; start + piece.length <= found.length; start++) {
    if (firstDifference(found, piece, start) < 0) return start;
  }
  return -1;
}

/** Index in `piece` of the first token that disagrees, or -1. */
function firstDifference(found: readonly string[], piece: readonly string[], start: number): number {
  return piece.findIndex((token, i) => found[start + i] !== token);
}

const CONTEXT = 4;

function difference(
  step: TranscriptStep,
  found: readonly string[],
  piece: readonly string[],
  start: number,
  wrong: number,
): TranscriptDifference {
  const from = Math.max(0, wrong - CONTEXT);
  const words = (list: readonly string[], at: number) =>
    list.slice(at, at + 2 * CONTEXT).join(' ') || '(nothing)';
  return { step, expected: words(piece, from), found: words(found, start + from) };
}
