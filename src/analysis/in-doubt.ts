/** What is said of a result that rests on forced symbols. */
export function inDoubtText(symbols: string): string {
  return `In doubt: part of this rests on symbols that are not this module's: ${symbols}`;
}
