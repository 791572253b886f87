import type { FieldLayout } from '../symbols/layouts.ts';
import { hex, hex8 } from '../units/address.ts';
import type { TypedValue } from './typed-value.ts';

const RAW_NAMES = { 1: 'byte', 2: 'word', 4: 'dword' } as const;

/** The value as `dt` shows it behind the colon. */
export function typedText(value: TypedValue, { type = '', bits }: FieldLayout): string {
  switch (value.kind) {
    case 'unreadable':
      return '????????';
    case 'bits':
      return `0y${value.value.toString(2).padStart(bits?.count ?? 1, '0')} (0x${hex(value.value)})`;
    case 'signed':
      return `0n${value.value}`;
    case 'character':
      return `0x${hex(value.value)} '${characterText(value.value)}'`;
    case 'wide':
      return `${type.startsWith('_') ? `${type} ` : ''}${wideText(value.low, value.high)}`;
    case 'pointer':
      return value.value === 0 ? '(null)' : `0x${hex8(value.value)} ${type.replace(/^Ptr32 (?:to )?/, '')}`;
    case 'enum':
      return `${value.value} ( ${value.constant ?? 'no matching name'} )`;
    case 'list':
      return `${type} [ 0x${hex8(value.flink)} - 0x${hex8(value.blink)} ]`;
    case 'text':
      return `${type.startsWith('[') ? `${type.slice(0, type.indexOf(']') + 1)} ` : type} "${value.text}"`;
    case 'raw':
      return `0x${hex(value.value).padStart(2 * value.bytes, '0')} (${RAW_NAMES[value.bytes]})`;
    default:
      return `0x${hex(value.value)}`;
  }
}

function characterText(code: number): string {
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '';
}

function wideText(low: number, high: number): string {
  return high === 0 ? `0x${hex(low)}` : `0x${hex(high)}\`${hex8(low)}`;
}
