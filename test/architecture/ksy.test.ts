import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import YAML from 'yaml';

const ROOT = resolve(import.meta.dirname, '../..');
const KSY = join(ROOT, 'ksy');
const specs = readdirSync(KSY).filter((name) => name.endsWith('.ksy'));

describe('ksy', () => {
  it('compiles, and the generated code is fresh', () => {
    const run = spawnSync(process.execPath, [join(KSY, 'compile.mjs'), '--check'], { encoding: 'utf8' });
    expect(`${run.stdout}${run.stderr}`).toBe('');
    expect(run.status).toBe(0);
  });

  it.each(specs)('%s names its source, its licence and the official field names', (name) => {
    const text = readFileSync(join(KSY, name), 'utf8');
    const spec = YAML.parse(text);
    expect(spec.meta).toMatchObject({ id: name.replace('.ksy', ''), license: 'MIT' });
    expect(spec['doc-ref']).toBeTruthy();
    expect(text).toContain('-orig-id');
  });
});
