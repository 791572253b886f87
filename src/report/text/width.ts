/** Columns of a terminal that the text report keeps to. */
export const PAGE_WIDTH = 80;

/** Characters that take two columns of a terminal. Source: Unicode's East Asian Width, classes W and F. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\ud83c-\ud83e][\udc00-\udfff]|[\ud840-\ud87f][\udc00-\udfff]/u;
const COMBINING = /\p{Mn}/u;

/** Columns that a text takes. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += COMBINING.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

/** Filled with blanks up to a width; a longer text stays as it is. */
export function padRight(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

export function padLeft(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - textWidth(text))) + text;
}

/** Cut to a width, with `~` at its end where something is missing. */
export function cut(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    const next = textWidth(character);
    if (used + next > width - 1) break;
    kept += character;
    used += next;
  }
  return `${kept}~`;
}

/** What never starts a line: closing punctuation, small kana, and the unit behind its number. */
const CLOSING = /[、。）」』：；)\]%ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々]/;
/** What never ends a line. */
const OPENING = /[（「『([]/;

/** Pieces a line may end after: words with their blank, and every wide character. */
function pieces(text: string): string[] {
  const found: string[] = [];
  let word = '';
  for (const character of text) {
    const last = word.at(-1) ?? '';
    const isBreak = WIDE.test(character) || last === ' ' || WIDE.test(last);
    const isKept = CLOSING.test(character) || OPENING.test(last);
    if (word !== '' && isBreak && character !== ' ' && !isKept) {
      found.push(word);
      word = '';
    }
    word += character;
  }
  return word === '' ? found : [...found, word];
}

/** The text in lines of at most `width` columns; a word longer than a line is cut into several. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (let piece of pieces(text)) {
    if (textWidth(line) + textWidth(piece.trimEnd()) > width) {
      if (line.trim() !== '') lines.push(line.trimEnd());
      line = '';
    }
    while (textWidth(piece.trimEnd()) > width) {
      const head = takeColumns(piece, width);
      lines.push(head);
      piece = piece.slice(head.length);
    }
    line += piece;
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  return lines;
}

function takeColumns(text: string, width: number): string {
  let taken = '';
  let used = 0;
  for (const character of text) {
    const next = textWidth(character);
    if (used + next > width) break;
    taken += character;
    used += next;
  }
  return taken;
}

/** Wrapped with `first` in front of the first line and blanks of its width in front of the others. */
export function hanging(first: string, text: string, width = PAGE_WIDTH): string[] {
  const indent = ' '.repeat(textWidth(first));
  return wrap(text, width - indent.length).map((line, i) => (i === 0 ? first : indent) + line);
}
