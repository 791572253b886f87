import type { Answer } from '../commands/dispatch.ts';
import { jsonOf } from '../commands/json.ts';
import { jsonChunks, jsonText } from '../units/json-text.ts';

/**
 * One command's answer as a line of JSON, in pieces. When the user stops it, lists end where they are
 * and the line says that it is incomplete.
 *
 * @param isPart the work itself was stopped before it was done
 */
export function* answerChunks(
  line: string,
  answer: Answer,
  isPart: boolean,
  stopped: () => boolean,
): Iterable<string> {
  const { forcedSymbols } = answer;
  yield `{"command":${jsonText(line)},`;
  if (forcedSymbols.length > 0) yield `"forcedSymbols":${jsonText(forcedSymbols)},`;
  yield '"result":';
  yield* jsonChunks(jsonOf(answer), stopped);
  yield isPart || stopped() ? ',"incomplete":true}\n' : '}\n';
}
