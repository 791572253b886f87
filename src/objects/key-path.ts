import type { Kernel } from '../kernel/kernel.ts';
import { absentAt, readAnsi, readUtf16 } from '../kernel/strings.ts';
import { hex8, type VirtualAddress } from '../units/address.ts';
import { absent, present, type Value } from '../units/value.ts';
import { Structure } from './structure.ts';

/** The registry nests keys at most this deep. */
const MAX_DEPTH = 512;
/** A key's name has at most 255 characters. */
const MAX_NAME = 510;

/**
 * Path of the key behind a Key object, by its key control blocks up to the root: incomplete when one
 * further up cannot be read.
 */
export function keyPath(kernel: Kernel, body: VirtualAddress): Value<string> {
  const key = new Structure(kernel.memory, kernel.layouts, '_CM_KEY_BODY', body);
  const parts: string[] = [];
  const seen = new Set<VirtualAddress>();
  let block = key.u32('KeyControlBlock');
  if (block === undefined) return key.why('KeyControlBlock');
  if (block === 0) return absent('unreadable', `the key at ${hex8(body)} has no control block`);
  while (block && seen.size < MAX_DEPTH && !seen.has(block)) {
    seen.add(block);
    const control: Structure = new Structure(kernel.memory, kernel.layouts, '_CM_KEY_CONTROL_BLOCK', block);
    const name = blockName(kernel, control);
    if ('absent' in name)
      return parts.length === 0 ? name : present(pathOf(['...', ...parts]), 'walk', false);
    parts.unshift(name.value);
    block = control.u32('ParentKcb');
  }
  return present(pathOf(parts), 'walk', block === 0);
}

function pathOf(parts: readonly string[]): string {
  return `\\${parts.join('\\')}`;
}

/** CM_NAME_CONTROL_BLOCK: compressed names hold one byte a character. */
function blockName(kernel: Kernel, control: Structure): Value<string> {
  const address = control.u32('NameBlock');
  if (address === undefined) return control.why('NameBlock');
  const block = new Structure(kernel.memory, kernel.layouts, '_CM_NAME_CONTROL_BLOCK', address);
  const length = block.u16('NameLength');
  const compressed = block.bits('Compressed');
  if (length === undefined || compressed === undefined) return block.why('NameLength');
  if (length > MAX_NAME)
    return absent('unreadable', `the key name at ${hex8(address)} is ${length} bytes long`);
  if (compressed === 0) return readUtf16(kernel.memory, block.at('Name'), length);
  const text = readAnsi(kernel.memory, block.at('Name'), length);
  return text === undefined ? absentAt(kernel.memory, block.at('Name')) : present(text, 'walk');
}
