import type { Culprit, Finding } from '../../diagnosis/finding.ts';
import { sentence } from '../sentence.ts';
import type { Catalogue } from '../text/catalogue.ts';
import { unixTimeIso } from './time-json.ts';
import { addressJson, orNull } from './value-json.ts';

/** A finding with its sentences rendered and its keys beside them. */
export function findingJson(finding: Finding, catalogue: Catalogue): Record<string, unknown> {
  const text = (message: Finding['title']) => sentence(message, catalogue);
  const { subject } = finding;
  return {
    id: finding.id,
    role: finding.role,
    title: text(finding.title),
    summary: text(finding.summary),
    verdict: finding.verdict,
    culprit: finding.culprit === null ? null : culpritJson(finding.culprit),
    subject: { pool: orNull(subject.pool), tag: orNull(subject.tag), type: orNull(subject.type) },
    evidence: finding.evidence.map(({ says, source }) => ({ key: says.key, text: text(says), source })),
    against: finding.against.map(text),
    unread: finding.unread.map(text),
    next: finding.next.map(text),
    byHand: finding.byHand,
  };
}

function culpritJson(culprit: Culprit): Record<string, unknown> {
  switch (culprit.kind) {
    case 'driver':
      return {
        kind: culprit.kind,
        name: culprit.name,
        path: orNull(culprit.path),
        base: addressJson(culprit.base),
        size: culprit.size,
        version: orNull(culprit.version),
        company: orNull(culprit.company),
        timeDateStamp: addressJson(culprit.timeDateStamp),
        linked: unixTimeIso(culprit.timeDateStamp),
        checkSum: addressJson(culprit.checkSum),
        pdb: orNull(culprit.pdb),
      };
    case 'process':
      return {
        kind: culprit.kind,
        name: culprit.name,
        pid: culprit.pid,
        address: addressJson(culprit.address),
        image: orNull(culprit.image),
        session: orNull(culprit.session),
      };
    case 'session':
      return { kind: culprit.kind, name: culprit.name, id: culprit.id };
  }
}
