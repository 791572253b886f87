import { put16, put32, roundUp, utf16 } from './bytes.ts';

/** One node of VS_VERSIONINFO: length, value length, type, key, padding, value, children. */
function node(key: string, type: number, value: Uint8Array, children: Uint8Array[]): Uint8Array {
  const valueAt = roundUp(6 + key.length * 2 + 2, 4);
  const childrenAt = value.length ? roundUp(valueAt + value.length, 4) : valueAt;
  const size = children.reduce((sum, c) => roundUp(sum, 4) + c.length, childrenAt);
  const bytes = new Uint8Array(size);
  put16(bytes, 0, size);
  put16(bytes, 2, type === 1 ? value.length / 2 : value.length);
  put16(bytes, 4, type);
  bytes.set(utf16(key), 6);
  bytes.set(value, valueAt);
  let at = childrenAt;
  for (const child of children) {
    at = roundUp(at, 4);
    bytes.set(child, at);
    at += child.length;
  }
  return bytes;
}

function fixedInfo(version: string): Uint8Array {
  const [a, b, c, d] = version.split('.').map(Number);
  const info = new Uint8Array(52);
  put32(info, 0, 0xfeef04bd);
  put32(info, 4, 0x10000);
  for (const at of [8, 16]) {
    put32(info, at, (a << 16) | b);
    put32(info, at + 4, (c << 16) | d);
  }
  put32(info, 24, 0x3f);
  put32(info, 32, 0x40004);
  put32(info, 36, 3);
  return info;
}

/** A resource section that holds one version resource (type 16, name 1, US English), to lie at `rva`. */
export function versionResource(rva: number, version: string, strings: Record<string, string>): Uint8Array {
  const entries = Object.entries(strings).map(([k, v]) => node(k, 1, utf16(`${v}\0`), []));
  const info = node('VS_VERSION_INFO', 0, fixedInfo(version), [
    node('StringFileInfo', 1, new Uint8Array(0), [node('040904B0', 1, new Uint8Array(0), entries)]),
    node('VarFileInfo', 1, new Uint8Array(0), [
      node('Translation', 0, Uint8Array.of(0x09, 0x04, 0xb0, 0x04), []),
    ]),
  ]);
  const bytes = new Uint8Array(0x60 + info.length);
  [16, 1, 0x409].forEach((id, level) => {
    const at = level * 0x18;
    put16(bytes, at + 14, 1);
    put32(bytes, at + 16, id);
    put32(bytes, at + 20, level < 2 ? (0x80000000 | ((level + 1) * 0x18)) >>> 0 : 0x48);
  });
  put32(bytes, 0x48, rva + 0x60);
  put32(bytes, 0x4c, info.length);
  bytes.set(info, 0x60);
  return bytes;
}
