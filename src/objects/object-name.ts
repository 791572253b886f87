import type { Kernel } from '../kernel/kernel.ts';
import { absentAt, readUnicodeString } from '../kernel/strings.ts';
import { addVa, type VirtualAddress } from '../units/address.ts';
import { present, type Value } from '../units/value.ts';
import { fileName } from './file-name.ts';
import { keyPath } from './key-path.ts';
import { headerOfBody, type ObjectHeader, readObjectHeader } from './object-header.ts';
import { sectionFile } from './section-file.ts';

/** _OBJECT_HEADER_NAME_INFO, all 32-bit builds, bytes. */
const NAME_INFO = { directory: 0, name: 4 } as const;

/** An object's name, where it has one. */
export interface ObjectName {
  /** Directory object that holds the name; 0 for names that stand in none (files, keys). */
  readonly directory: VirtualAddress;
  readonly name: Value<string>;
  /** Device a file lies on, as its own name goes. */
  readonly device?: string;
}

/** The name of an object of the type called `typeName`; undefined when it has none. */
export function readObjectName(
  kernel: Kernel,
  header: ObjectHeader,
  typeName: string | undefined,
): ObjectName | undefined {
  switch (typeName) {
    case 'File':
      return readFileName(kernel, header.body);
    case 'Key':
      return { directory: 0, name: keyPath(kernel, header.body) };
    default:
      return nameOfHeader(kernel, header) ?? nameOfSection(kernel, header, typeName);
  }
}

/** The name in an object's own optional header. */
export function nameOfHeader(kernel: Kernel, header: ObjectHeader): ObjectName | undefined {
  const at = header.optional.get('name');
  if (at === undefined) return undefined;
  const directory = kernel.memory.u32(addVa(at, NAME_INFO.directory));
  if (directory === undefined) return { directory: 0, name: absentAt(kernel.memory, at) };
  const name = readUnicodeString(kernel.memory, addVa(at, NAME_INFO.name));
  return 'value' in name && name.value === '' ? undefined : { directory, name };
}

function readFileName(kernel: Kernel, body: VirtualAddress): ObjectName | undefined {
  const { device, name } = fileName(kernel, body);
  const deviceHeader = device === 0 ? undefined : readObjectHeader(kernel, headerOfBody(device));
  const deviceName = deviceHeader === undefined ? undefined : nameOfHeader(kernel, deviceHeader)?.name;
  const text = deviceName !== undefined && 'value' in deviceName ? deviceName.value : undefined;
  if ('value' in name && name.value === '' && text === undefined) return undefined;
  return { directory: 0, name, device: text };
}

/** A section without a name of its own goes by the file it maps. */
function nameOfSection(
  kernel: Kernel,
  header: ObjectHeader,
  typeName: string | undefined,
): ObjectName | undefined {
  if (typeName !== 'Section') return undefined;
  const file = sectionFile(kernel, header.body);
  return file === undefined ? undefined : readFileName(kernel, file);
}

/** A name as one text: `\Windows\notepad.exe {HarddiskVolume1}`. */
export function objectNameText({ name, device }: ObjectName): Value<string> {
  if (!('value' in name)) return name;
  return present(
    device === undefined ? name.value : `${name.value} {${device}}`.trimStart(),
    name.source,
    name.complete,
  );
}
