// Turns every ksy/*.ksy into src/formats/generated: an ESM Kaitai reader with typings, and the
// offsets of fixed-size types as constants and word accessors for loops that visit millions.
// `--emit DIR` copies the readers that tsc does not carry over; `--check` fails when output is stale.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { layoutSource } from './emit-layout.mjs';
import { typingsSource } from './emit-typings.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const generated = join(here, '..', 'src', 'formats', 'generated');

const STREAM_JS = `import KaitaiStream from 'kaitai-struct/KaitaiStream.js';

export function kaitaiStream(bytes) {
  return new KaitaiStream(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
`;
const STREAM_DTS = `/** A Kaitai stream over a copy-free view of the bytes. */
export interface KaitaiStream {
  readonly size: number;
  pos: number;
}
export declare function kaitaiStream(bytes: Uint8Array): KaitaiStream;
`;

/** Kaitai emits UMD only; the factory call is kept and its exports object becomes ESM exports. */
function wrapEsm(umd, className) {
  const start = umd.indexOf('function (', umd.indexOf('})(typeof self'));
  if (start < 0) throw new Error(`${className}: the compiler's module wrapper has changed`);
  const factory = umd.slice(start, umd.lastIndexOf(');'));
  return `import KaitaiStream from 'kaitai-struct/KaitaiStream.js';

const built = {};
(${factory})(built, KaitaiStream);
export const ${className} = built.${className};
`;
}

async function generate() {
  const { default: compiler } = await import('kaitai-struct-compiler');
  const { default: YAML } = await import('yaml');
  const files = new Map([
    ['stream.js', STREAM_JS],
    ['stream.d.ts', STREAM_DTS],
  ]);
  for (const name of readdirSync(here)
    .filter((file) => file.endsWith('.ksy'))
    .sort()) {
    const spec = YAML.parse(readFileSync(join(here, name), 'utf8'));
    const noImports = { importYaml: () => Promise.reject(new Error(`${name}: imports are not used here`)) };
    const output = await compiler.compile('javascript', spec, noImports, false);
    const [[file, umd]] = Object.entries(output);
    const className = file.replace(/\.js$/, '');
    const stem = name.replace(/\.ksy$/, '').replaceAll('_', '-');
    files.set(`${stem}.js`, wrapEsm(umd, className));
    files.set(`${stem}.d.ts`, typingsSource(spec, className));
    files.set(`${stem}.layout.ts`, layoutSource(spec));
  }
  return files;
}

function stale(files) {
  return [...files].filter(([name, text]) => {
    const path = join(generated, name);
    return !existsSync(path) || readFileSync(path, 'utf8') !== text;
  });
}

const emitAt = process.argv.indexOf('--emit');
if (emitAt > 0) {
  const target = process.argv[emitAt + 1];
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(generated)) {
    if (name.endsWith('.js') || name.endsWith('.d.ts'))
      copyFileSync(join(generated, name), join(target, name));
  }
} else {
  const files = await generate();
  const changed = stale(files);
  const left = existsSync(generated) ? readdirSync(generated).filter((name) => !files.has(name)) : [];
  if (process.argv.includes('--check')) {
    for (const name of [...changed.map(([name]) => name), ...left]) console.error(`stale: ${name}`);
    process.exit(changed.length + left.length > 0 ? 1 : 0);
  }
  mkdirSync(generated, { recursive: true });
  for (const [name, text] of changed) writeFileSync(join(generated, name), text);
  for (const name of left) rmSync(join(generated, name));
}
