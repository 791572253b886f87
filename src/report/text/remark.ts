/**
 * Reasons and notes of the rooms below are single lines in the language of debuggers, with values of the
 * dump in them. A language says them in its own words by their form: `the list has more than {limit}
 * entries`.
 */
export type Remarks = readonly (readonly [form: string, words: string])[];

/** Finds the words for a line of the rooms below; the line itself where there are none. */
export type Remark = (line: string) => string;

/** Remarks within remarks: a note holds a reason, which holds a fault. */
const DEEPEST = 3;
/** The place that holds several remarks. */
const LIST = 'doubts';
const PLACE = /\{(\w+)\}/g;

interface Form {
  /** What stands between the places. */
  readonly parts: readonly string[];
  readonly names: readonly string[];
  readonly words: string;
}

/** A line is matched against the forms in their order; what stands in a place may be a remark itself. */
export function remarkIn(remarks: Remarks): Remark {
  const forms = remarks.map(([form, words]) => ({
    parts: form.split(/\{\w+\}/),
    names: Array.from(form.matchAll(PLACE), ([, name]) => name),
    words,
  }));
  const say = (line: string, depth: number): string => {
    for (const form of depth > DEEPEST ? [] : forms) {
      const values = valuesIn(line, form);
      if (values === undefined) continue;
      return form.words.replace(PLACE, (_, name: string) =>
        several(values[form.names.indexOf(name)] ?? '', name, depth + 1),
      );
    }
    return line;
  };
  const several = (text: string, name: string, depth: number): string =>
    name === LIST
      ? text
          .split('; ')
          .map((one) => say(one, depth))
          .join('、')
      : say(text, depth);
  return (line) => say(line, 0);
}

/** What stands in the places of a form, or undefined when the line is not of that form. */
function valuesIn(line: string, { parts }: Form): string[] | undefined {
  const [first] = parts;
  const last = parts[parts.length - 1];
  if (parts.length === 1) return line === first ? [] : undefined;
  const end = line.length - last.length;
  if (!line.startsWith(first) || !line.endsWith(last)) return undefined;
  const values: string[] = [];
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = line.indexOf(part, at);
    if (found < 0) return undefined;
    values.push(line.slice(at, found));
    at = found + part.length;
  }
  if (at > end) return undefined;
  return [...values, line.slice(at, end)];
}
