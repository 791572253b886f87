import { type FixedFileInfoFields, PE_SIZES, readFixedFileInfo, readVersionNode } from '../formats/pe.ts';
import { absent, present, type Value } from '../units/value.ts';
import { DIRECTORY, directoryOf, type PeHeaders } from './headers.ts';
import type { ImageMemory } from './image-memory.ts';
import { firstResource } from './resources.ts';

const RT_VERSION = 16;
const MAX_SIZE = 0x10000;
const MAX_NODES = 1024;
const MAX_DEPTH = 4;

/** The version resource: who made an image, and which build of it this is. */
export interface VersionInfo {
  readonly fixed?: FixedFileInfoFields;
  /** `CompanyName`, `FileVersion`, ... of the first language, in the resource's order. */
  readonly strings: readonly { readonly name: string; readonly value: string }[];
  /** Language and code page, as WinDbg prints them: `0409.04b0`. */
  readonly translations: readonly string[];
}

interface Node {
  readonly key: string;
  readonly value: Uint8Array;
  readonly isText: boolean;
  readonly children: readonly Node[];
}

/** Version resource of an image; absent when it has none or its pages cannot be read. */
export function readVersionInfo(image: ImageMemory, headers: PeHeaders): Value<VersionInfo> {
  const directory = directoryOf(headers, DIRECTORY.resource);
  if (directory === undefined) return absent('unsupported', 'image has no resources');
  const place = firstResource(image, directory.rva, RT_VERSION);
  if ('absent' in place) return place;
  const size = Math.min(place.size, MAX_SIZE);
  const bytes = image.read(place.rva, size);
  if (bytes === undefined) return image.absentAt(place.rva, size, 'version resource');
  const root = parseNode(bytes, 0, bytes.length, { left: MAX_NODES }, 0);
  if (root?.key !== 'VS_VERSION_INFO')
    return absent('unreadable', 'version resource does not start with VS_VERSION_INFO');
  return present(describe(root), 'header');
}

function describe(root: Node): VersionInfo {
  const table = root.children.find((node) => node.key === 'StringFileInfo')?.children[0];
  const translation = root.children
    .find((node) => node.key === 'VarFileInfo')
    ?.children.find((node) => node.key === 'Translation');
  return {
    fixed: readFixedFileInfo(root.value),
    strings: (table?.children ?? []).map((node) => ({ name: node.key, value: utf16(node.value) })),
    translations: translation ? translationsOf(translation.value) : [],
  };
}

function translationsOf(bytes: Uint8Array): string[] {
  const found: string[] = [];
  const hex4 = (at: number) => (bytes[at] | (bytes[at + 1] << 8)).toString(16).padStart(4, '0');
  for (let at = 0; at + 4 <= bytes.length; at += 4) found.push(`${hex4(at)}.${hex4(at + 2)}`);
  return found;
}

/** One node and what lies under it; undefined when its lengths do not fit between `at` and `end`. */
function parseNode(
  bytes: Uint8Array,
  at: number,
  end: number,
  budget: { left: number },
  depth: number,
): Node | undefined {
  const head = readVersionNode(bytes.subarray(at, end));
  if (
    head === undefined ||
    head.length <= PE_SIZES.versionNode ||
    at + head.length > end ||
    budget.left-- <= 0
  ) {
    return undefined;
  }
  const nodeEnd = at + head.length;
  const keyStart = at + PE_SIZES.versionNode;
  let keyEnd = keyStart;
  while (keyEnd + 2 <= nodeEnd && (bytes[keyEnd] | bytes[keyEnd + 1]) !== 0) keyEnd += 2;
  const valueStart = Math.min(align4(keyEnd + 2), nodeEnd);
  const valueEnd = Math.min(valueStart + head.valueLength * (head.isText ? 2 : 1), nodeEnd);
  const children: Node[] = [];
  for (let child = align4(valueEnd); depth < MAX_DEPTH && child < nodeEnd; ) {
    const node = parseNode(bytes, child, nodeEnd, budget, depth + 1);
    if (node === undefined) break;
    children.push(node);
    child = align4(child + (bytes[child] | (bytes[child + 1] << 8)));
  }
  const key = utf16(bytes.subarray(keyStart, keyEnd));
  return { key, value: bytes.subarray(valueStart, valueEnd), isText: head.isText, children };
}

/** The resource starts on a 4-byte boundary, so offsets in it align as addresses do. */
function align4(offset: number): number {
  return (offset + 3) & ~3;
}

function utf16(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('utf16le');
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
