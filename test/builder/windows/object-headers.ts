/** _OBJECT_HEADER and the optional headers below it: what all 32-bit Windows have in common. */

/** The header lies right in front of the body. */
export const OBJECT_HEADER = {
  size: 0x18,
  pointerCount: 0,
  handleCount: 4,
  /** XP to Vista: address of the type. */
  type: 8,
  /** XP to Vista: distances down to the name, handle and quota headers, one byte each. */
  nameOffset: 0xc,
  handleOffset: 0xd,
  quotaOffset: 0xe,
  /** Windows 7 and later. */
  typeIndex: 0xc,
  infoMask: 0xe,
  flags: 0xf,
  quotaBlock: 0x10,
  security: 0x14,
} as const;

/** Bit of Flags that says, up to Vista, that the creator's header is there. */
export const FLAG_CREATOR = 4;

export type HeaderName =
  | 'creator'
  | 'name'
  | 'handle'
  | 'quota'
  | 'process'
  | 'audit'
  | 'extended'
  | 'padding';

/** Bytes of each optional header by its bit of InfoMask, nearest to the object header first. */
export type OptionalHeaders = readonly (readonly [name: HeaderName, bit: number, size: number])[];

/** Windows 7; the older ones have the first four, named by offsets. */
export const HEADERS_7: OptionalHeaders = [
  ['creator', 1, 0x10],
  ['name', 2, 0x10],
  ['handle', 4, 8],
  ['quota', 8, 0x10],
  ['process', 0x10, 8],
];

export const HEADERS_8: OptionalHeaders = [...HEADERS_7, ['audit', 0x20, 8], ['padding', 0x80, 4]];

/** Windows 10 until 1511: bit 40h is the list of revocable handles. */
export const HEADERS_10: OptionalHeaders = [
  ...HEADERS_7,
  ['audit', 0x20, 8],
  ['extended', 0x40, 0x10],
  ['padding', 0x80, 4],
];

/** Windows 10 from 1607 on. */
export const HEADERS_10_EXTENDED: OptionalHeaders = [
  ...HEADERS_7,
  ['audit', 0x20, 8],
  ['extended', 0x40, 8],
  ['padding', 0x80, 4],
];
