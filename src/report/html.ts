import { createHash } from 'node:crypto';
import type { Analysis } from '../analysis/analysis.ts';
import { bytesOf } from '../diagnosis/dominance.ts';
import type { Finding } from '../diagnosis/finding.ts';
import { POOLS } from '../diagnosis/pool-pressure.ts';
import { concludedBy, conclusion } from './conclusion.ts';
import { findingMarkup } from './html/findings-html.ts';
import { LARGEST_PAGE, LIMITS, type Limits } from './html/limits.ts';
import { escapeHtml, sectionMarkup, shown } from './html/markup.ts';
import { pageMapMarkup } from './html/page-map-svg.ts';
import { SCRIPT } from './html/script.ts';
import { STYLE } from './html/style.ts';
import {
  checksMarkup,
  coverageMarkup,
  dumpMarkup,
  memoryMarkup,
  sessionsMarkup,
  thresholdsMarkup,
  unreadMarkup,
} from './html/system-html.ts';
import { handleTableMarkup, moduleTableMarkup, tagTableMarkup, typeTableMarkup } from './html/tables-html.ts';
import { TagColours } from './html/tag-colour.ts';
import { treemapMarkup } from './html/treemap.ts';
import { redactAnalysis, redactFindings } from './redact.ts';
import type { ReportOptions } from './report-options.ts';
import type { Catalogue } from './text/catalogue.ts';
import { catalogueOf } from './text/catalogues.ts';
import { largestTags } from './text/pool-text.ts';
import { cutTexts } from './text/unread-text.ts';

/** The report as one page that needs nothing else: opens from disk, at most 2 MB whatever the dump. */
export function reportHtml(
  analysis: Analysis,
  findings: readonly Finding[],
  options: ReportOptions = {},
): string {
  const parts = {
    analysis: options.redact ? redactAnalysis(analysis) : analysis,
    findings: options.redact ? redactFindings(findings) : findings,
    catalogue: catalogueOf(options.language),
    options,
  };
  let page = '';
  for (const limits of LIMITS) {
    page = pageMarkup(parts, limits);
    if (Buffer.byteLength(page) <= LARGEST_PAGE) break;
  }
  return page;
}

interface Parts {
  readonly analysis: Analysis;
  readonly findings: readonly Finding[];
  readonly catalogue: Catalogue;
  readonly options: ReportOptions;
}

function pageMarkup(parts: Parts, limits: Limits): string {
  const { analysis, catalogue, options } = parts;
  const { labels } = catalogue;
  const title = `${labels.report} ${shown(fileName(analysis.dump.path))}`;
  return `<!doctype html>
<html lang="${options.language ?? 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#findings">${escapeHtml(labels.findings)}</a>
<header><h1>${title}</h1></header>
<main>
${sections(parts, limits).join('\n')}
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

/** Nothing is loaded, nothing is sent, and only the page's own style and script apply. */
function policy(): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
  return `default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; form-action 'none'`;
}

function sections(parts: Parts, limits: Limits): string[] {
  const { analysis, findings, catalogue, options } = parts;
  const { labels } = catalogue;
  const colours = new TagColours(colouredTags(analysis));
  const treemaps = POOLS.map((pool) => treemapMarkup(analysis, pool, catalogue, colours));
  const filter = `<p id="tag-filter" hidden><label>${escapeHtml(labels.filter)} <input type="search"></label> ${escapeHtml(labels.sortHint)}</p>`;
  return [
    verdictMarkup(parts),
    dumpMarkup(analysis, catalogue, options.timeZone ?? 0),
    ...remarks(parts),
    sectionMarkup(
      'findings',
      labels.findings,
      ...findings.slice(0, limits.findings).map((one) => findingMarkup(one, catalogue)),
    ),
    sectionMarkup('pools', labels.treemap, `<p>${escapeHtml(labels.treemapHint)}</p>`, ...treemaps),
    sectionMarkup('map', labels.pageMap, pageMapMarkup(analysis.pages, limits.cells, catalogue, colours)),
    sectionMarkup('tags', labels.tags, filter, tagTableMarkup(analysis, limits.tags, catalogue)),
    sectionMarkup('handles', labels.handleTable, handleTableMarkup(analysis, limits.processes, catalogue)),
    sectionMarkup('objects', labels.holders, typeTableMarkup(analysis, catalogue)),
    sectionMarkup('memory', labels.virtualMemory, memoryMarkup(analysis, catalogue)),
    sectionMarkup('sessions', labels.sessions, sessionsMarkup(analysis, catalogue)),
    sectionMarkup('modules', labels.modules, moduleTableMarkup(analysis, limits.modules, catalogue)),
    sectionMarkup('coverage', labels.coverage, coverageMarkup(analysis, catalogue)),
    sectionMarkup('unread', labels.unreadParts, unreadMarkup(analysis, catalogue)),
    sectionMarkup('checks', labels.checks, checksMarkup(analysis, catalogue)),
    sectionMarkup('thresholds', labels.thresholds, thresholdsMarkup(catalogue)),
  ];
}

function verdictMarkup({ analysis, findings, catalogue }: Parts): string {
  const main = concludedBy(findings);
  if (main === undefined) return '';
  const { verdict } = main;
  const badge = `<span class="badge">${escapeHtml(catalogue.verdicts[verdict])}</span>`;
  const text = escapeHtml(conclusion(findings, analysis, catalogue));
  return `<p class="verdict ${verdict}" id="verdict">${badge} ${text}</p>`;
}

function remarks({ analysis, catalogue, options }: Parts): string[] {
  const { labels } = catalogue;
  const lines = [
    ...cutTexts(analysis, catalogue),
    ...(options.redact ? [labels.redacted] : []),
    ...(analysis.complete ? [] : [labels.stopped]),
  ];
  return lines.map((line) => `<p>${escapeHtml(line)}</p>`);
}

/** The largest tags of both pools, by bytes. */
function colouredTags(analysis: Analysis): string[] {
  return POOLS.flatMap((pool) =>
    largestTags(analysis, pool, 8).map((row) => ({ text: row.text, bytes: bytesOf(row, pool) })),
  )
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ text }) => text);
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
