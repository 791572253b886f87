import type { Culprit, Finding } from '../../diagnosis/finding.ts';
import { hex, hex8 } from '../../units/address.ts';
import { unixTimeText } from '../../units/time.ts';
import { clause, clipped, sentence } from '../sentence.ts';
import type { Catalogue } from './catalogue.ts';
import type { Paint } from './paint.ts';
import { hanging, PAGE_WIDTH, textWidth, wrap } from './width.ts';

const INDENT = '   ';

/** One finding: what, who, the proof, what speaks against it, what to do, how to repeat it. */
export function* findingLines(
  finding: Finding,
  number: number,
  catalogue: Catalogue,
  paint: Paint,
): Iterable<string> {
  const { labels } = catalogue;
  yield* titleLines(finding, number, catalogue, paint);
  for (const line of wrap(sentence(finding.summary, catalogue), PAGE_WIDTH - INDENT.length)) {
    yield INDENT + line;
  }
  if (finding.culprit !== null) yield* culpritLines(finding.culprit, catalogue, paint);
  const evidence = finding.evidence.map(
    ({ says, source }) => `${clause(says, catalogue)} [${catalogue.sources[source]}]`,
  );
  yield* list(labels.evidence, evidence, paint);
  yield* list(
    labels.against,
    finding.against.map((one) => sentence(one, catalogue)),
    paint,
  );
  yield* list(
    labels.unread,
    finding.unread.map((one) => sentence(one, catalogue)),
    paint,
  );
  yield* list(
    labels.next,
    finding.next.map((one) => sentence(one, catalogue)),
    paint,
  );
  if (finding.byHand.length > 0) {
    yield `${INDENT}${paint.faint(labels.byHand)}`;
    for (const command of finding.byHand) yield* hanging(`${INDENT}  kd> `, clipped(command));
  }
}

function* titleLines(finding: Finding, number: number, catalogue: Catalogue, paint: Paint): Iterable<string> {
  const mark = `[${catalogue.verdicts[finding.verdict]}]`;
  const lines = hanging(`${number}. `, sentence(finding.title, catalogue), PAGE_WIDTH - textWidth(mark) - 1);
  const last = lines.pop() ?? '';
  for (const line of lines) yield paint.strong(line);
  const gap = ' '.repeat(Math.max(1, PAGE_WIDTH - textWidth(last) - textWidth(mark)));
  yield `${paint.strong(last)}${gap}${paint.verdict(finding.verdict, mark)}`;
}

function* list(title: string, items: readonly string[], paint: Paint): Iterable<string> {
  if (items.length === 0) return;
  yield `${INDENT}${paint.faint(title)}`;
  for (const item of items) yield* hanging(`${INDENT}- `, item);
}

/** What identifies the culprit, for its vendor or developer. */
export function culpritFacts(culprit: Culprit, { labels }: Catalogue): [label: string, value: string][] {
  if (culprit.kind === 'session') return [[labels.session, String(culprit.id)]];
  if (culprit.kind === 'process') {
    return [
      [labels.process, clipped(culprit.image ?? culprit.name)],
      [labels.pid, `${culprit.pid} (Cid ${hex(culprit.pid)})`],
      ['EPROCESS', hex8(culprit.address)],
      ...optional(labels.session, culprit.session),
    ];
  }
  const stamp = culprit.timeDateStamp;
  return [
    [labels.path, clipped(culprit.path ?? culprit.name)],
    ...optional(labels.version, culprit.version),
    ...optional(labels.company, culprit.company),
    [labels.addresses, `${hex8(culprit.base)} - ${hex8(culprit.base + culprit.size)}`],
    ...optional(labels.timeStamp, stamp === 0 ? undefined : `${unixTimeText(stamp)} (${hexUpper(stamp)})`),
    ['CheckSum', hexUpper(culprit.checkSum)],
    ...optional('PDB', culprit.pdb),
  ];
}

function optional(label: string, value: string | number | undefined): [string, string][] {
  return value === undefined ? [] : [[label, clipped(String(value))]];
}

function hexUpper(value: number): string {
  return hex8(value).toUpperCase();
}

function* culpritLines(culprit: Culprit, catalogue: Catalogue, paint: Paint): Iterable<string> {
  yield `${INDENT}${paint.faint(catalogue.labels.culprit)}: ${paint.strong(clipped(culprit.name))}`;
  for (const [label, value] of culpritFacts(culprit, catalogue)) {
    yield* hanging(`${INDENT}  ${label}: `, value);
  }
}
