import { createRequire } from 'node:module';
import { sampledKernelNames } from '../symbols/builtin/builtin-layouts.ts';

/** Version of the package and the Windows builds whose layouts it carries. */
export function versionText(): string {
  const { version } = createRequire(import.meta.url)('analyze-dump/package.json');
  return `analyze-dump ${version}\nlayouts: ${sampledKernelNames().join(', ')}`;
}
