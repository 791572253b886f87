import type { Analysis, ModuleFacts } from '../analysis/analysis.ts';
import type { Unread } from '../analysis/unread-facts.ts';
import type { Culprit, Finding } from '../diagnosis/finding.ts';
import type { Message } from '../diagnosis/message.ts';
import { isPresent } from '../units/value.ts';

/** What stands for a text that was left out. */
export const LEFT_OUT = '[left out]';

/** Folders of Windows itself: what lies there says nothing about the user. */
const WINDOWS_PATH =
  /^(\\SystemRoot\\|\\WINDOWS\\|\\\?\?\\[A-Z]:\\WINDOWS\\|[A-Z]:\\WINDOWS\\|\\Device\\HarddiskVolume\d+\\WINDOWS\\)/i;
/** Something that looks like a path of Windows or of a Unix: a drive, a share, a device, or two separators. */
const PATHS =
  /(?:\\\?\?\\|\b[A-Z]:[\\/]|\\\\|\\Device\\|\\SystemRoot\\|\/(?=[^/\s]+\/))[^\s"'<>|;,)]*(?: [^\s"'<>|;,)\\/]*\\[^\s"'<>|;,)]*)*/gi;

/** The path if it lies in a Windows folder. */
function keptPath(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  // A bare file name is the module's own name.
  return isOfWindows(path) || !/[\\/]/.test(path) ? path : LEFT_OUT;
}

/** In a Windows folder, and not out of it again. */
function isOfWindows(path: string): boolean {
  return WINDOWS_PATH.test(path) && !/[\\/]\.\.[\\/]/.test(path);
}

/** Only the file's own name: folders of a build machine carry user names. */
function keptPdb(pdb: string | undefined): string | undefined {
  return pdb?.replace(/^.*[\\/]/, '');
}

/** Every path outside the Windows folders in a line of text. */
function keptText(text: string): string {
  return text.replace(PATHS, (path) => (isOfWindows(path) ? path : LEFT_OUT));
}

/** The analysis without user names, host names, private paths and names of files. Pure. */
export function redactAnalysis(analysis: Analysis): Analysis {
  return {
    ...analysis,
    dump: { ...analysis.dump, path: LEFT_OUT },
    memory: redactMemory(analysis.memory),
    processes: analysis.processes.map((process) => ({ ...process, image: keptPath(process.image) })),
    modules: analysis.modules.map(redactModule),
    owners: analysis.owners.map((owner) => ({
      ...owner,
      // What stands around the letters in memory may be anything.
      decoys: owner.decoys.map((decoy) => ({ ...decoy, why: LEFT_OUT })),
    })),
    notes: analysis.notes.map(keptText),
    unread: analysis.unread.map(redactUnread),
  };
}

/** Names of kinds are no paths and stay as they are. */
function redactUnread(unread: Unread): Unread {
  const values = Object.entries(unread).map(([name, value]) => [name, kept(value)]);
  return Object.fromEntries(values) as unknown as Unread;
}

function kept(value: string | number): string | number {
  return typeof value === 'string' ? keptText(value) : value;
}

function redactMemory(memory: Analysis['memory']): Analysis['memory'] {
  const { pagingFiles } = memory;
  if (!isPresent(pagingFiles)) return memory;
  const files = pagingFiles.value.map((file) => ({
    ...file,
    name: isPresent(file.name) ? { ...file.name, value: LEFT_OUT } : file.name,
  }));
  return { ...memory, pagingFiles: { ...pagingFiles, value: files } };
}

function redactModule(module: ModuleFacts): ModuleFacts {
  return { ...module, path: keptPath(module.path), pdb: keptPdb(module.pdb) };
}

/** The findings, as `redactAnalysis`. */
export function redactFindings(findings: readonly Finding[]): Finding[] {
  return findings.map((finding) => ({
    ...finding,
    title: redactMessage(finding.title),
    summary: redactMessage(finding.summary),
    culprit: finding.culprit === null ? null : redactCulprit(finding.culprit),
    evidence: finding.evidence.map((one) => ({ ...one, says: redactMessage(one.says) })),
    against: finding.against.map(redactMessage),
    unread: finding.unread.map(redactMessage),
    next: finding.next.map(redactMessage),
  }));
}

function redactCulprit(culprit: Culprit): Culprit {
  switch (culprit.kind) {
    case 'driver':
      return { ...culprit, path: keptPath(culprit.path), pdb: keptPdb(culprit.pdb) };
    case 'process':
      return { ...culprit, image: keptPath(culprit.image) };
    case 'session':
      return culprit;
  }
}

function redactMessage(message: Message): Message {
  if (message.key === 'driver-tag.decoy') {
    return { ...message, values: { ...message.values, why: LEFT_OUT } };
  }
  const values = Object.entries(message.values).map(([name, value]) => [name, kept(value)]);
  return { key: message.key, values: Object.fromEntries(values) } as Message;
}
