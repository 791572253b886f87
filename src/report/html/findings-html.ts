import type { Finding } from '../../diagnosis/finding.ts';
import { clause, sentence } from '../sentence.ts';
import type { Catalogue } from '../text/catalogue.ts';
import { culpritFacts } from '../text/findings-text.ts';
import { escapeHtml, shown } from './markup.ts';

/** One finding as an article: the proof is open, the commands to repeat it fold out. */
export function findingMarkup(finding: Finding, catalogue: Catalogue): string {
  const { labels, verdicts } = catalogue;
  const text = (message: Finding['title']) => escapeHtml(sentence(message, catalogue));
  const evidence = finding.evidence.map(
    ({ says, source }) =>
      `${escapeHtml(clause(says, catalogue))} <span class="source">${escapeHtml(catalogue.sources[source])}</span>`,
  );
  return (
    `<article class="finding ${finding.verdict}"><h3>${text(finding.title)} ` +
    `<span class="badge">${escapeHtml(verdicts[finding.verdict])}</span></h3>` +
    `<p>${text(finding.summary)}</p>${culprit(finding, catalogue)}` +
    list(labels.evidence, evidence) +
    list(labels.against, finding.against.map(text)) +
    list(labels.unread, finding.unread.map(text)) +
    list(labels.next, finding.next.map(text)) +
    byHand(finding, labels.byHand) +
    '</article>'
  );
}

function list(title: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  return `<h4>${escapeHtml(title)}</h4><ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
}

function culprit(finding: Finding, catalogue: Catalogue): string {
  if (finding.culprit === null) return '';
  const facts = culpritFacts(finding.culprit, catalogue).map(
    ([label, value]) => `<dt>${escapeHtml(label)}</dt><dd>${shown(value)}</dd>`,
  );
  return `<p class="who">${escapeHtml(catalogue.labels.culprit)}: <strong>${shown(finding.culprit.name)}</strong></p><dl>${facts.join('')}</dl>`;
}

function byHand({ byHand: commands }: Finding, title: string): string {
  if (commands.length === 0) return '';
  const lines = commands.map((command) => `kd&gt; ${shown(command)}`).join('\n');
  return `<details><summary>${escapeHtml(title)}</summary><pre>${lines}</pre></details>`;
}
