const MAX_LENGTH = 256;

/** A pattern as debuggers take it: `*` any text, `?` one character; case does not matter. */
export function wildcard(pattern: string): RegExp {
  const source = pattern
    .slice(0, MAX_LENGTH)
    .replace(/\*+/g, '*')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
}
