import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildDump, symbolStore } from '../builder/build.ts';
import { GUID, publicSymbol, writePdb } from '../symbols/pdb-writer.ts';
import { CLI, type CliRun, hasCli } from './cli.ts';

/** Symbol paths and servers as a user gives them, against a server on this machine. */
describe.skipIf(!hasCli)('symbols', () => {
  const built = buildDump({ name: 'driver-paged-pool', scale: 0.0005, kind: 'kernel', lean: true });
  const store = symbolStore(built.truth);
  const ntPath = [...store.keys()].find((path) => path.startsWith('ntkrpamp.pdb/'))!;
  const variable = built.truth.kernel.symbols.ExPoolFailures;
  const answer = `Evaluate expression: ${variable | 0} = ${variable.toString(16)}\n`;
  const COMMAND = ['-c', '? nt!ExPoolFailures'];

  let folder: string;
  let work: string;
  let dump: string;
  let server: Server;
  let url: string;
  let asked: string[];
  let files: Map<string, Uint8Array>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cli-symbols-'));
    dump = join(folder, 'MEMORY.DMP');
    writeFileSync(dump, built.bytes);
    server = createServer((request, response) => {
      const path = decodeURIComponent((request.url ?? '').slice(1));
      asked.push(path);
      const file = files.get(path);
      if (file === undefined) response.writeHead(404).end();
      else response.end(file);
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    asked = [];
    files = new Map(store);
    work = mkdtempSync(join(folder, 'work-'));
  });
  afterEach(() => rmSync(work, { recursive: true, force: true }));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Not `runCli`: the server must be able to answer meanwhile. */
  function run(args: readonly string[], path = ''): Promise<CliRun> {
    const env = {
      ...process.env,
      _NT_SYMBOL_PATH: path,
      _NT_ALT_SYMBOL_PATH: '',
      XDG_CACHE_HOME: join(work, 'cache'),
    };
    const child = spawn(process.execPath, [CLI, dump, ...args], { env });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    return new Promise((done) => child.on('close', (status) => done({ stdout, stderr, status })));
  }

  test('a server named in -y is asked, what it gives is kept, and then serves without it', async () => {
    const path = `srv*${join(work, 'store')}*${url}`;
    const first = await run(['-y', path, ...COMMAND]);
    expect([first.stdout, first.status]).toEqual([answer, 0]);
    expect(first.stderr).toMatch(/^analyze-dump: no symbols for .*: the server answers 404 Not Found\n$/);
    expect(asked).toContain(ntPath);
    expect(existsSync(join(work, 'store', ntPath))).toBe(true);
    asked = [];
    const again = await run(['-y', join(work, 'store'), ...COMMAND]);
    expect(again).toEqual({ stdout: answer, stderr: '', status: 0 });
    expect(asked).toEqual([]);
  });

  test('a server named in the variable is asked only with --online', async () => {
    const path = `cache*${join(work, 'kept')};srv*${url}`;
    const without = await run(COMMAND, path);
    expect(asked).toEqual([]);
    expect(without.stdout).toBe("Couldn't resolve error at 'nt!ExPoolFailures'\n");
    expect(without.stderr).toMatch(
      /^analyze-dump: no symbols of nt: .*; --online asks the servers; !sym tells more\n$/,
    );
    const online = await run(['--online', ...COMMAND], path);
    expect(online.stdout).toBe(answer);
    expect(existsSync(join(work, 'kept', ntPath))).toBe(true);
  });

  test('--online without a path is a mistake', async () => {
    const { status, stderr } = await run(['--online', ...COMMAND]);
    expect(status).toBe(2);
    expect(stderr).toBe(
      'analyze-dump: --online needs a symbol path that names a server (-y or _NT_SYMBOL_PATH).\n',
    );
  });

  test('a file of another id is not kept, and both ids are told', async () => {
    files = new Map([[ntPath, writePdb({ guid: GUID, age: 9 })]]);
    const { stderr } = await run(['-y', `srv*${join(work, 'store')}*${url}`, ...COMMAND]);
    const [, id] = ntPath.split('/');
    expect(stderr).toContain(`the server's file has the id ${GUID}9, the image wants ${id}`);
    expect(existsSync(join(work, 'store'))).toBe(false);
  });

  test('a server that is not there is asked once', async () => {
    const gone = createServer();
    await new Promise<void>((ready) => gone.listen(0, '127.0.0.1', ready));
    const { port } = gone.address() as AddressInfo;
    await new Promise((done) => gone.close(done));
    const { stderr } = await run([
      '-y',
      `srv*${join(work, 'store')}*http://127.0.0.1:${port}`,
      '-c',
      'vertarget',
    ]);
    const [line, ...rest] = stderr.split('\n');
    expect(line).toMatch(
      /^analyze-dump: no symbols for ntkrpamp\.pdb, .*: the server cannot be reached: connect ECONNREFUSED/,
    );
    expect(rest.filter((text) => text.includes('ECONNREFUSED'))).toEqual([]);
  });

  test('parsed symbols are kept between runs, and rebuilt when the cache is spoilt', async () => {
    for (const [path, bytes] of store) {
      const [name] = path.split('/');
      writeFileSync(join(work, name), bytes);
    }
    const sym = async () => (await run(['-y', work, '-c', '!sym'])).stdout.split('\n')[3];
    expect(await sym()).toBe(`    from ${join(work, 'ntkrpamp.pdb')}`);
    expect(await sym()).toBe(`    from ${join(work, 'ntkrpamp.pdb')} (parsed earlier, kept in the cache)`);
    const parsed = join(work, 'cache', 'analyze-dump', 'parsed');
    for (const name of readdirSync(parsed)) truncateSync(join(parsed, name), 1000);
    expect(await sym()).toBe(`    from ${join(work, 'ntkrpamp.pdb')}`);
    expect((await run(['-y', work, ...COMMAND])).stdout).toBe(answer);
  });

  test('forced symbols mark what rests on them, in text, JSON and beside tables', async () => {
    const symbols = [publicSymbol('_ExPoolFailures', 1, 8)];
    writeFileSync(join(work, 'ntkrpamp.pdb'), writePdb({ guid: GUID, age: 9, symbols }));
    const refused = await run(['-y', work, '-c', 'lm 1m']);
    expect(refused.stderr).toContain(`its id is ${GUID}9, the image wants ${ntPath.split('/')[1]}`);
    const file = `ntkrpamp.pdb ${GUID}9 (forced: the image wants ${ntPath.split('/')[1]})`;
    const forced = await run(['-y', work, '--force-symbols', ...COMMAND]);
    const address = built.truth.kernel.base + 0x1008;
    expect(forced.stdout).toBe(
      `*** In doubt: part of this rests on symbols that are not this module's: ${file}\n` +
        `Evaluate expression: ${address | 0} = ${address.toString(16)}\n`,
    );
    const data = await run(['-y', work, '--force-symbols', '--json', '-c', '!vm 1; .bugcheck']);
    const [vm, bugCheck] = data.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(vm.forcedSymbols).toEqual([file]);
    expect(vm.result.memory.failures.count.source).toBe('forced-symbol');
    expect(bugCheck).not.toHaveProperty('forcedSymbols');
    const rows = await run(['-y', work, '--force-symbols', '--csv', '-', '-c', 'x nt!ExPool*']);
    expect(rows.stdout).toBe(`address,module,name\n${address.toString(16)},nt,ExPoolFailures\n`);
    expect(rows.stderr).toContain(
      `In doubt: part of this rests on symbols that are not this module's: ${file}`,
    );
  });
});
