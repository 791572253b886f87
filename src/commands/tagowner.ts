import { tagOwnerOf } from '../analysis/tag-owner-of.ts';
import type { RatedSite } from '../code/tag-owner.ts';
import { hex, hex8 } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { tagFromText, tagText } from '../units/tag.ts';
import { type Command, CommandError, defineCommand } from './command.ts';
import { moduleDetailLines, moduleDetails, pdbText } from './module-details.ts';
import { type TagOwnerReport, tagOwnerTable } from './tagowner-table.ts';

/** `MSKK`, `"Mm "`, `0x4b4b534d` or `4b4b534d`. */
function tagOf(text: string): number {
  if (/^0x[0-9a-f]{1,8}$/i.test(text)) return Number.parseInt(text, 16) >>> 0;
  if (text.length < 1 || text.length > 4) {
    throw new CommandError(`'${text}' is no pool tag: up to four characters, or 0x and a value.`);
  }
  return tagFromText(text);
}

function siteLine({ site, size, kind }: RatedSite): string {
  const where = `${hex8(site.tagAt)} ${printable(site.functionName ?? site.module)}`;
  const asked = [
    site.size === undefined ? undefined : `${hex(site.size)}h bytes`,
    site.poolType === undefined ? undefined : `pool type ${hex(site.poolType)}h`,
    site.loop === undefined ? undefined : 'in a loop',
    size === 'differs' ? 'size differs from the pool' : undefined,
    kind === 'differs' ? 'pool differs' : undefined,
  ].filter((part) => part !== undefined);
  return `        ${where} -> ${printable(site.allocator)}${asked.length === 0 ? '' : ` (${asked.join(', ')})`}`;
}

export const tagOwnerCommand: Command<TagOwnerReport> = defineCommand<TagOwnerReport>({
  name: '!tagowner',
  summary: 'Which driver allocates pool under a tag, and why',
  parameters: [
    { name: 'Tag', kind: 'word', meaning: 'four characters, or 0x and a value', completes: 'tag' },
  ],
  example: '!tagowner MSKK',
  differs: 'Not in the debugger, where one searches for the four bytes and reads the code around them.',
  *run(session, args) {
    const owners = yield* tagOwnerOf(session, tagOf(args.text('Tag') ?? ''));
    const details = owners.candidates.map(({ moduleBase }) => {
      const module = session.kernel.moduleAt(moduleBase);
      return module === undefined ? undefined : moduleDetails(session, module);
    });
    return { owners, details };
  },
  *text({ owners, details }, options) {
    const tag = tagText(owners.tag);
    if (owners.candidates.length === 0) yield `No code found that allocates pool under the tag ${tag}.`;
    for (const [i, candidate] of owners.candidates.entries()) {
      yield `${printable(candidate.module)} allocates pool under the tag ${tag}: ${candidate.confidence}`;
      for (const line of candidate.evidence) yield `    + ${printable(line)}`;
      for (const line of candidate.contradictions) yield `    - ${printable(line)}`;
      for (const rated of candidate.sites) {
        yield siteLine(rated);
        yield `            ${printable(rated.site.why)}`;
      }
      const detail = details[i];
      if (detail !== undefined) yield* moduleDetailLines(detail, options);
      const pdb = detail && pdbText(detail);
      if (pdb !== undefined) yield `    PDB:              ${pdb}`;
      yield '';
    }
    if (owners.decoys.length > 0) yield 'Places that hold the letters and do not count:';
    for (const { va, module, kind, reason } of owners.decoys) {
      yield `    ${hex8(va)} ${printable(module)} (${kind}): ${printable(reason)}`;
    }
    for (const caveat of owners.caveats) yield `! ${printable(caveat)}`;
    yield 'By hand:';
    for (const line of owners.commands) yield `    ${printable(line)}`;
  },
  json: ({ owners, details }) => ({
    tag: tagText(owners.tag),
    candidates: owners.candidates.map((candidate, i) => ({
      module: candidate.module,
      base: hex8(candidate.moduleBase),
      path: details[i]?.module.path ?? null,
      confidence: candidate.confidence,
      evidence: candidate.evidence,
      contradictions: candidate.contradictions,
      sites: candidate.sites.map(({ site, size, kind }) => ({
        address: hex8(site.tagAt),
        call: hex8(site.callAt),
        function: site.functionName ?? null,
        allocator: site.allocator,
        size: site.size ?? null,
        poolType: site.poolType ?? null,
        inLoop: site.loop !== undefined,
        sizeAgreement: size,
        poolAgreement: kind,
        confidence: site.confidence,
        why: site.why,
      })),
    })),
    decoys: owners.decoys.map((one) => ({
      address: hex8(one.va),
      module: one.module,
      kind: one.kind,
      reason: one.reason,
    })),
    caveats: owners.caveats,
    byHand: owners.commands,
  }),
  table: tagOwnerTable,
});
