import type { Analysis } from '../analysis/analysis.ts';
import type { Belonging, Holder } from '../analysis/object-facts.ts';
import { hex, hex8 } from '../units/address.ts';
import { isPresent, known } from '../units/value.ts';
import { poolUsedFlag } from './dominance-evidence.ts';
import type { Evidence, Finding } from './finding.ts';
import type { Holding } from './holding.ts';
import { hostsServices } from './known-tags.ts';
import { type Message, message } from './message.ts';
import { threshold } from './thresholds.ts';

const SAMPLES_TOLD = 3;

/** Everything that supports or weakens a handle leak. */
export function handleProofs(
  analysis: Analysis,
  holding: Holding,
): Pick<Finding, 'evidence' | 'against' | 'unread' | 'next' | 'byHand'> {
  return {
    evidence: evidenceFor(analysis, holding),
    against: againstHolding(holding),
    unread: unreadParts(holding),
    next: nextSteps(holding),
    byHand: byHand(holding),
  };
}

function evidenceFor(analysis: Analysis, holding: Holding): Evidence[] {
  const { type, holder, total, share } = holding;
  const { name: process, handles, objects, dead } = holder;
  const evidence: Evidence[] = [
    {
      says: message('handle-leak.handles', {
        process,
        handles,
        total: allHandles(analysis, holder),
        type: type.name,
      }),
      source: 'handles',
    },
    {
      says: message('handle-leak.objects', { process, objects, total, share, type: type.name }),
      source: 'objects',
    },
  ];
  if (dead > 0) {
    evidence.push({
      says:
        dead === objects
          ? message('handle-leak.all-dead', { objects, type: type.name })
          : message('handle-leak.dead', { dead, objects, type: type.name }),
      source: 'objects',
    });
  }
  evidence.push(...blocksEvidence(analysis, holding));
  for (const sample of holder.samples.slice(-SAMPLES_TOLD)) {
    evidence.push({ says: message('handle-leak.sample', { ...sample }), source: 'handles' });
  }
  return [...evidence, ...belongsElsewhere(holding)];
}

/** Handles of a process as its table counts them, or else as they were counted. */
function allHandles(analysis: Analysis, { process, handles }: Holder): number {
  const facts = analysis.processes.find((one) => one.address === process);
  return (facts && known(facts.handles)) ?? handles;
}

/** What the objects cost in pool. */
export function blocksEvidence(
  analysis: Analysis,
  { type, poolShare }: Pick<Holding, 'type' | 'poolShare'>,
): Evidence[] {
  const use = analysis.tags.rows.find((one) => one.text === type.tag)?.uses[type.pool];
  if (use === undefined || !isPresent(use.bytes) || use.bytes.value === 0) return [];
  const blocks = known(use.blocks) ?? 0;
  const values = { tag: type.tag, blocks, bytes: use.bytes.value, pool: type.pool, share: poolShare };
  return [{ says: message('handle-leak.blocks', values), source: use.bytes.source }];
}

/** A thread's owner is who ran it; the handle table says who keeps it. They may differ. */
function otherOwner({ type, holder }: Holding): Belonging | undefined {
  const [owner] = type.belongsTo;
  if (owner === undefined || owner.process === holder.process) return undefined;
  return owner.objects < holder.objects * threshold('sameTypePartly') ? undefined : owner;
}

function belongsElsewhere(holding: Holding): Evidence[] {
  const { type, holder } = holding;
  const owner = otherOwner(holding);
  if (owner === undefined) return [];
  const values = {
    process: holder.name,
    owner: owner.name,
    ownerPid: owner.pid,
    objects: owner.objects,
    type: type.name,
  };
  return [{ says: message('handle-leak.belongs-elsewhere', values), source: 'objects' }];
}

function againstHolding(holding: Holding): Message[] {
  const { type, holder, equal, isDead, pressure, explains, otherTag } = holding;
  const against: Message[] = [];
  if (equal !== undefined) {
    against.push(
      message('handle-leak.both-hold', { process: holder.name, other: equal.name, type: type.name }),
    );
  }
  if (holding.isHeavyUser) {
    const limit = threshold('handlesOfHeavyUsers');
    against.push(message('handle-leak.heavy-user', { process: holder.name, limit }));
  }
  if (!isDead) against.push(message('handle-leak.alive', { type: type.name }));
  if (pressure.isShort !== 'yes') against.push(message('handle-leak.not-short', { pool: type.pool }));
  if (!explains && otherTag !== undefined) {
    const { text: tag, share } = otherTag;
    against.push(message('handle-leak.other-tag', { tag, pool: type.pool, share }));
  }
  return against;
}

function unreadParts({ type, holder, isWhole }: Holding): Message[] {
  if (isWhole) return [];
  return type.complete
    ? [message('handle-leak.table-unread', { process: holder.name })]
    : [message('handle-leak.type-unread', { type: type.name })];
}

function nextSteps(holding: Holding): Message[] {
  const { type, holder } = holding;
  const { name: process, pid } = holder;
  const restart = message('handle-leak.next-restart', { process });
  const owner = otherOwner(holding);
  if (owner !== undefined) {
    const values = { process, type: type.name, owner: owner.name, ownerPid: owner.pid };
    return [message('handle-leak.next-opened', values), restart];
  }
  if (hostsServices(process))
    return [message('handle-leak.next-service', { process, pid, type: type.name }), restart];
  switch (type.name) {
    case 'Thread':
      return [message('handle-leak.next-thread', { process }), restart];
    case 'Process':
      return [message('handle-leak.next-process', { process }), restart];
    case 'Token':
      return [message('handle-leak.next-token', { process }), restart];
    default:
      return [message('handle-leak.next-other', { process, type: type.name }), restart];
  }
}

function byHand({ type, holder }: Holding): string[] {
  const commands = [
    '!vm 5',
    `!poolused ${poolUsedFlag(type.pool)}`,
    `!poolfind "${type.tag}" ${type.pool === 'paged' ? 1 : 0}`,
    `!process ${hex8(holder.process)} 0`,
    `!handle 0 3 ${hex8(holder.process)} ${type.name}`,
  ];
  const last = holder.samples.at(-1);
  if (last === undefined) return commands;
  const show = type.name === 'Thread' ? '!thread' : '!object';
  return [
    ...commands,
    `!handle ${hex(last.handle)} 3 ${hex8(holder.process)}`,
    `${show} ${hex8(last.object)}`,
  ];
}
