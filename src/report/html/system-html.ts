import type { Analysis } from '../../analysis/analysis.ts';
import { examine } from '../../diagnosis/diagnose.ts';
import { THRESHOLDS, type ThresholdName } from '../../diagnosis/thresholds.ts';
import { PAGE_SIZE } from '../../units/address.ts';
import type { TimeZone } from '../../units/time.ts';
import { isPresent } from '../../units/value.ts';
import { grouped, percent, sentence, size } from '../sentence.ts';
import type { Catalogue } from '../text/catalogue.ts';
import { amountCells, dumpFactTexts, memoryRows, UNREAD } from '../text/system-text.ts';
import { unreadTexts } from '../text/unread-text.ts';
import { escapeHtml, shown, tableMarkup } from './markup.ts';
import { numberMarkup } from './tables-html.ts';

export function dumpMarkup(analysis: Analysis, catalogue: Catalogue, zone: TimeZone): string {
  const facts = dumpFactTexts(analysis, catalogue, zone).map(
    ([label, value]) => `<dt>${escapeHtml(label)}</dt><dd>${shown(value)}</dd>`,
  );
  return `<dl class="facts">${facts.join('')}</dl>`;
}

/** What every rule answered, and why. */
export function checksMarkup(analysis: Analysis, catalogue: Catalogue): string {
  const { labels, answers, terms } = catalogue;
  return tableMarkup({
    id: 'check-table',
    caption: labels.checks,
    columns: [{ title: labels.check }, { title: labels.answer }, { title: labels.reason }],
    rows: examine(analysis).map(({ rule, outcome }) => [
      escapeHtml(terms.checks[rule] ?? rule),
      escapeHtml(answers[outcome.answer]),
      outcome.answer === 'yes' ? '' : escapeHtml(sentence(outcome.why, catalogue)),
    ]),
    rowHeads: true,
  });
}

export function memoryMarkup(analysis: Analysis, catalogue: Catalogue): string {
  const { labels } = catalogue;
  return tableMarkup({
    id: 'memory-table',
    caption: labels.virtualMemory,
    columns: [
      { title: labels.line },
      { title: labels.amount, number: true },
      { title: labels.kilobytes, number: true },
      { title: labels.reason },
    ],
    rows: memoryRows(analysis, catalogue).map(([name, value]) =>
      amountCells(name, value, catalogue).map(escapeHtml),
    ),
    rowHeads: true,
  });
}

export function coverageMarkup({ walk }: Analysis, catalogue: Catalogue): string {
  const { labels, pools } = catalogue;
  return tableMarkup({
    id: 'coverage-table',
    caption: labels.coverage,
    columns: [
      { title: labels.pool },
      { title: labels.counted, number: true },
      { title: labels.found, number: true },
      { title: labels.pagedOut, number: true },
      { title: labels.notInDump, number: true },
      { title: labels.bytesSeen, number: true },
    ],
    rows: walk.pools.map((one) => [
      escapeHtml(pools[one.pool]),
      one.pagesCounted === undefined ? UNREAD : grouped(one.pagesCounted),
      grouped(one.pagesFound),
      grouped(one.pagedOut),
      grouped(one.notInDump),
      one.coverage === undefined ? UNREAD : percent(one.coverage),
    ]),
    rowHeads: true,
  });
}

export function sessionsMarkup({ sessions }: Analysis, catalogue: Catalogue): string {
  const { labels } = catalogue;
  if (sessions.length === 0) return '';
  const bytes = (value: (typeof sessions)[number]['pagedPool']) =>
    isPresent(value) ? size(value.value * PAGE_SIZE) : numberMarkup(value, catalogue);
  return tableMarkup({
    id: 'session-table',
    caption: labels.sessions,
    columns: [
      { title: labels.session, number: true },
      { title: labels.processes, number: true },
      { title: labels.pagedPool, number: true },
      { title: labels.commit, number: true },
      { title: labels.tags },
    ],
    rows: sessions.map((one) => [
      String(one.id),
      grouped(one.processes),
      bytes(one.pagedPool),
      bytes(one.committed),
      one.tags
        .slice(0, 5)
        .map(({ text, bytes: held }) => `${shown(text)} ${size(held)}`)
        .join(', '),
    ]),
    rowHeads: true,
  });
}

/** Lines told of what could not be read. */
const LINES_TOLD = 100;

export function unreadMarkup(analysis: Analysis, catalogue: Catalogue): string {
  const lines = unreadTexts(analysis, catalogue).slice(0, LINES_TOLD);
  if (lines.length === 0) return `<p>${escapeHtml(catalogue.labels.nothingUnread)}</p>`;
  return `<ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>`;
}

/** The limits that rules compare with, and where each was taken from. */
export function thresholdsMarkup({ labels, terms, remark }: Catalogue): string {
  return tableMarkup({
    id: 'threshold-table',
    caption: labels.thresholds,
    columns: [{ title: labels.check }, { title: labels.limit, number: true }, { title: labels.origin }],
    rows: (Object.keys(THRESHOLDS) as ThresholdName[]).map((name) => {
      const { value, unit, origin } = THRESHOLDS[name];
      return [
        escapeHtml(terms.thresholds[name]),
        unit === 'share' ? percent(value) : unit === 'bytes' ? size(value) : grouped(value),
        escapeHtml(remark(origin)),
      ];
    }),
    rowHeads: true,
  });
}
