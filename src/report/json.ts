import type { Analysis } from '../analysis/analysis.ts';
import { examine } from '../diagnosis/diagnose.ts';
import type { Finding } from '../diagnosis/finding.ts';
import { THRESHOLDS } from '../diagnosis/thresholds.ts';
import { concludedBy, conclusion } from './conclusion.ts';
import { findingJson } from './json/finding-json.ts';
import { ownerJson, pageMapJson, tagsJson, typeJson, walkJson } from './json/pool-json.ts';
import { dumpJson, memoryJson, moduleJson, processJson, sessionJson } from './json/system-json.ts';
import { redactAnalysis, redactFindings } from './redact.ts';
import type { ReportOptions } from './report-options.ts';
import { sentence } from './sentence.ts';
import { catalogueOf } from './text/catalogues.ts';
import { unreadClauses } from './text/unread-text.ts';

/** Changes when a reader of an older version could misread the output. */
export const SCHEMA_VERSION = '1.0';

/** The report as plain JSON data, in the shape of schema/report.schema.json. */
export function reportJson(
  analysis: Analysis,
  findings: readonly Finding[],
  options: ReportOptions = {},
): Record<string, unknown> {
  const redact = options.redact === true;
  const language = options.language ?? 'en';
  const catalogue = catalogueOf(language);
  const shown = redact ? redactAnalysis(analysis) : analysis;
  const told = redact ? redactFindings(findings) : findings;
  return {
    schemaVersion: SCHEMA_VERSION,
    language,
    redacted: redact,
    complete: shown.complete,
    dump: dumpJson(shown.dump),
    verdict: { text: conclusion(told, shown, catalogue), finding: concludedBy(told)?.id ?? null },
    findings: told.map((finding) => findingJson(finding, catalogue)),
    checks: examine(shown).map(({ rule, outcome }) => ({
      rule,
      answer: outcome.answer,
      why: outcome.answer === 'yes' ? null : sentence(outcome.why, catalogue),
    })),
    thresholds: Object.entries(THRESHOLDS).map(([name, threshold]) => ({
      name,
      ...threshold,
      origin: catalogue.remark(threshold.origin),
    })),
    memory: memoryJson(shown.memory),
    tags: tagsJson(shown.tags, catalogue.remark),
    walk: walkJson(shown.walk, catalogue),
    pageMap: pageMapJson(shown.pages),
    types: shown.types.map(typeJson),
    processes: shown.processes.map(processJson),
    processesComplete: shown.processesComplete,
    sessions: shown.sessions.map(sessionJson),
    modules: shown.modules.map(moduleJson),
    owners: shown.owners.map((owner) => ownerJson(owner, catalogue.remark)),
    symbols: { ...shown.symbols },
    notes: shown.notes.map(catalogue.remark),
    unread: shown.unread.map((one) => ({ kind: one.kind, ...unreadClauses(one, catalogue) })),
  };
}
