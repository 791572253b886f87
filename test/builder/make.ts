import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeDump } from './build.ts';
import { LEAK_SCENARIOS, leakScenario } from './leaks/scenarios.ts';
import { type Damage, type Leak, SCENARIOS, type Scenario, type ScenarioName } from './scenario.ts';
import { symbolStore } from './symbol-store.ts';
import { VERSIONS, type WindowsVersion } from './windows/versions.ts';

/** `npm run make-dump -- SCENARIO [options] OUT.dmp`: writes the dump, OUT.truth.json and OUT.isf.json. */

const USAGE = `usage: make-dump SCENARIO [--scale N] [--kind complete|kernel] [--lean] [--seed-figures]
                 [--windows VERSION] [--classic] [--above-4g] [--no-lookaside] [--damage NAME,...] [--leak JSON] [--seed N] [--symbols DIR] OUT.dmp
scenarios: ${[...SCENARIOS, ...Object.keys(LEAK_SCENARIOS)].join(', ')}
versions: ${Object.keys(VERSIONS).join(', ')}`;

interface Request {
  scenario: Scenario;
  out: string;
  /** Folder for a symbol store with PDBs. */
  symbols?: string;
}

function parse(args: readonly string[]): Request {
  const words: string[] = [];
  const named = args.map(leakScenario).find((one) => one !== undefined);
  const scenario: Scenario = { name: 'healthy', scale: 0.01, kind: 'kernel', ...named };
  const rest = [...args];
  let symbols: string | undefined;
  while (rest.length > 0) {
    const arg = rest.shift()!;
    if (!arg.startsWith('--')) words.push(arg);
    else if (arg === '--symbols') symbols = rest.shift();
    else if (!applyOption(scenario, arg, rest)) throw new Error(USAGE);
  }
  const [name, out] = words;
  if (words.length !== 2 || (!named && !SCENARIOS.includes(name as ScenarioName))) throw new Error(USAGE);
  return { scenario: named ? scenario : { ...scenario, name: name as ScenarioName }, out, symbols };
}

function applyOption(scenario: Scenario, option: string, rest: string[]): boolean {
  switch (option) {
    case '--scale':
      scenario.scale = Number(rest.shift());
      return scenario.scale > 0 && scenario.scale <= 1;
    case '--kind':
      scenario.kind = rest.shift() === 'complete' ? 'complete' : 'kernel';
      return true;
    case '--lean':
      scenario.lean = true;
      return true;
    case '--seed-figures':
      scenario.seedFigures = true;
      return true;
    case '--windows': {
      const version = rest.shift() ?? '';
      if (!(version in VERSIONS)) return false;
      scenario.windows = version as WindowsVersion;
      return true;
    }
    case '--classic':
      scenario.paging = 'classic';
      return true;
    case '--above-4g':
      scenario.above4g = true;
      return true;
    case '--no-lookaside':
      scenario.lookaside = false;
      return true;
    case '--damage':
      scenario.damage = (rest.shift() ?? '').split(',') as Damage[];
      return true;
    case '--leak':
      scenario.leaks = [...(scenario.leaks ?? []), JSON.parse(rest.shift() ?? '{}') as Leak];
      return true;
    case '--seed':
      scenario.seed = Number(rest.shift());
      return true;
    default:
      return false;
  }
}

/** Runs the command line and answers the exit code. */
export function main(args: readonly string[]): number {
  let request: ReturnType<typeof parse>;
  try {
    request = parse(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 2;
  }
  const { truth, isf } = writeDump(request.out, request.scenario);
  const stem = request.out.replace(/\.dmp$/, '');
  writeFileSync(`${stem}.truth.json`, `${JSON.stringify(truth)}\n`);
  writeFileSync(`${stem}.isf.json`, `${JSON.stringify(isf)}\n`);
  for (const [name, bytes] of request.symbols ? symbolStore(truth) : []) {
    const file = path.join(request.symbols!, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  const { size, pages } = truth.dump;
  process.stdout.write(`${request.out}: ${size} bytes, ${pages} pages\n`);
  return 0;
}
