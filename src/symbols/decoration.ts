const IMPORT_PREFIX = '__imp_';
const ARGUMENT_BYTES = /@\d+$/;

/**
 * A linker's name as WinDbg shows it. One leading `_` (cdecl, stdcall, data) or `@` (fastcall) goes;
 * the `@n` after a function's name goes with it. Import slots keep `_imp_`; C++ names stay as they are.
 */
export function undecorate(name: string, isCode: boolean): string {
  if (name.startsWith(IMPORT_PREFIX)) return `_imp_${importedName(name.slice(IMPORT_PREFIX.length))}`;
  const prefix = name[0];
  if (prefix !== '_' && prefix !== '@') return name;
  const bare = name.slice(1);
  return isCode ? bare.replace(ARGUMENT_BYTES, '') : bare;
}

/** x64 linkers decorate nothing but import slots. */
export function undecorateX64(name: string): string {
  return name.startsWith(IMPORT_PREFIX) ? name.slice(1) : name;
}

/** `_Name@4` keeps its underscore, `@Name@4` loses both marks. */
function importedName(name: string): string {
  if (name.startsWith('@')) return name.slice(1).replace(ARGUMENT_BYTES, '');
  return name.startsWith('_') ? name.replace(ARGUMENT_BYTES, '') : name;
}

/** String constants have names too; they say nothing about an address. */
export function isStringLiteral(name: string): boolean {
  return name.startsWith('??_C@');
}
