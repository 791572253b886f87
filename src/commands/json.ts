import { type Answer, answerLines } from './dispatch.ts';

/** What an answer is as JSON: the command's own form, or its result; with `| find` the lines that it leaves. */
export function jsonOf(answer: Answer): unknown {
  const { command, result, filters } = answer;
  if (filters.length > 0) return { lines: answerLines(answer, { timeZone: 0 }) };
  return command.json === undefined ? result : command.json(result);
}
