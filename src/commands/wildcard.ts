const MAX_LENGTH = 256;

/** Answers whether a whole text fits a pattern. */
export interface Wildcard {
  test(text: string): boolean;
}

/** What one character of a text has to be; undefined where any text may stand. */
type Place = ((character: string) => boolean) | undefined;

/**
 * A pattern as debuggers take it: `*` any text, `?` one character, `[af]` or `[a-f]` one of those; case
 * does not matter. Takes time with the length of pattern times text, whatever both are.
 */
export function wildcard(pattern: string): Wildcard {
  const places = placesOf(pattern.slice(0, MAX_LENGTH).toLowerCase());
  return { test: (text) => fits(places, text.toLowerCase()) };
}

function placesOf(pattern: string): Place[] {
  const places: Place[] = [];
  for (const [part, inner] of pattern.matchAll(/\[([^\]]+)\]|./gs)) {
    if (inner !== undefined) places.push(oneOf(inner));
    else if (part === '*') places.push(undefined);
    else if (part === '?') places.push(() => true);
    else places.push((character) => character === part);
  }
  return places;
}

/** `abc`, `a-f`, or both in one. */
function oneOf(inner: string): Place {
  const ranges = [...inner.matchAll(/(.)-(.)|(.)/gs)].map(([, from, to, one]) => [from ?? one, to ?? one]);
  return (character) => ranges.some(([from, to]) => from <= character && character <= to);
}

/** Where it does not fit, the last `*` takes one character more: no other has to be tried again. */
function fits(places: readonly Place[], text: string): boolean {
  let place = 0;
  let at = 0;
  let star = -1;
  let taken = 0;
  while (at < text.length) {
    if (place < places.length && places[place] === undefined) {
      star = place++;
      taken = at;
    } else if (places[place]?.(text[at])) {
      place++;
      at++;
    } else if (star >= 0) {
      place = star + 1;
      at = ++taken;
    } else return false;
  }
  return places.slice(place).every((rest) => rest === undefined);
}
