import { parseTagPattern, type TagPattern } from '../pool/tag-pattern.ts';
import { CommandError } from './command.ts';

/** Parses a tag pattern; throws CommandError. */
export function patternOf(typed: string): TagPattern {
  const pattern = parseTagPattern(typed);
  if (pattern !== undefined) return pattern;
  throw new CommandError(
    `'${typed}' is no pool tag: four characters, with ? for one and * for the rest, or 0x and a value.`,
  );
}
