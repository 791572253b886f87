import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fetchSymbols } from '../../src/symbols/fetch-symbols.ts';
import { matchSymbols } from '../../src/symbols/match-symbols.ts';
import { join as bytesOf, GUID, publicSymbol, text, u16, u32, writePdb, zstring } from './pdb-writer.ts';

const request = { pdbName: 'driver.pdb', guid: GUID, age: 1 };
const pdb = writePdb({ guid: GUID, symbols: [publicSymbol('_Start@0', 1, 0, 2)] });
const storeKey = `driver.pdb/${GUID}1/driver.pdb`;

let root: string;
let server: Server;
let url: string;
let asked: string[];
let answer: (path: string, response: ServerResponse) => void;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'fetch-symbols-'));
  asked = [];
  answer = (_, response) => response.writeHead(404).end();
  server = createServer((incoming: IncomingMessage, response) => {
    asked.push(incoming.url ?? '');
    answer(incoming.url ?? '', response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/symbols`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(root, { recursive: true, force: true });
});

/** Answers one path with bytes and everything else with 404. */
function serve(path: string, bytes: Uint8Array): void {
  answer = (asking, response) => {
    if (asking === path) response.writeHead(200).end(bytes);
    else response.writeHead(404).end();
  };
}

function cabinetOf(plain: Uint8Array): Uint8Array {
  const file = bytesOf(u32(plain.length, 0), u16(0, 0, 0, 0), zstring('driver.pdb'));
  const header = bytesOf(text('MSCF'), u32(0, 0, 0, 44, 0), Uint8Array.of(3, 1), u16(1, 1, 0, 0, 0));
  const folder = bytesOf(u32(44 + file.length), u16(1, 0));
  return bytesOf(header, folder, file, u32(0), u16(plain.length, plain.length), plain);
}

test('what a server gives is stored and then found without it', async () => {
  serve(`/symbols/${storeKey}`, pdb);
  const path = `srv*${join(root, 'a')}*${join(root, 'b')}*${url}`;
  const [result] = await fetchSymbols([request], path);
  expect(result).toMatchObject({ stored: true, url: `${url}/${storeKey}` });
  // A hit further right is copied into everything left of it.
  for (const store of ['a', 'b'])
    expect(Buffer.compare(readFileSync(join(root, store, storeKey)), pdb)).toBe(0);
  expect(readdirSync(join(root, 'a', 'driver.pdb', `${GUID}1`))).toEqual(['driver.pdb']);
  expect(matchSymbols(request, path)).toMatchObject({ found: true, forced: false });
});

test('looking for symbols asks no server', () => {
  serve(`/symbols/${storeKey}`, pdb);
  expect(matchSymbols(request, `srv*${root}*${url}`)).toMatchObject({ found: false, servers: [url] });
  expect(asked).toEqual([]);
});

test('a compressed file is asked for second and stored unpacked', async () => {
  serve(`/symbols/driver.pdb/${GUID}1/driver.pd_`, cabinetOf(pdb));
  const [result] = await fetchSymbols([request], `cache*${root};srv*${url}`);
  expect(asked).toEqual([`/symbols/${storeKey}`, `/symbols/driver.pdb/${GUID}1/driver.pd_`]);
  expect(result).toMatchObject({ stored: true, paths: [join(root, storeKey)] });
  expect(Buffer.compare(readFileSync(join(root, storeKey)), pdb)).toBe(0);
});

test('a two-tier store keeps its shape', async () => {
  serve(`/symbols/${storeKey}`, pdb);
  writeFileSync(join(root, 'index2.txt'), '');
  await fetchSymbols([request], `srv*${root}*${url}`);
  expect(existsSync(join(root, 'dr', storeKey))).toBe(true);
});

test('nothing there', async () => {
  const [result] = await fetchSymbols([request], `srv*${root}*${url}`);
  expect(result).toMatchObject({
    stored: false,
    attempts: [{ why: 'the server answers 404 Not Found' }, {}],
  });
  expect(readdirSync(root)).toEqual([]);
});

test('the wrong PDB is not stored', async () => {
  serve(`/symbols/${storeKey}`, writePdb({ guid: 'F'.repeat(32) }));
  const [result] = await fetchSymbols([request], `srv*${root}*${url}`);
  expect(result).toMatchObject({
    stored: false,
    attempts: [{ why: `the server's file has the id ${'F'.repeat(32)}1, the image wants ${GUID}1` }, {}],
  });
  expect(readdirSync(root)).toEqual([]);
});

test('a page instead of a PDB is not stored', async () => {
  serve(`/symbols/${storeKey}`, text('<html>sign in</html>'));
  const [result] = await fetchSymbols([request], `srv*${root}*${url}`);
  expect(result).toMatchObject({
    stored: false,
    attempts: [{ why: expect.stringContaining('not usable') }, {}],
  });
});

test('an answer that promises too much is cut off', async () => {
  answer = (_, response) =>
    response.writeHead(200, { 'content-length': '5000000' }).end(new Uint8Array(5_000_000));
  const [result] = await fetchSymbols([request], `srv*${root}*${url}`, { maxBytes: 1000 });
  expect(result).toMatchObject({
    stored: false,
    attempts: [{ why: 'the file is longer than 1000 bytes' }, {}],
  });
});

test('an answer that never ends is cut off', async () => {
  answer = (_, response) => {
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write(new Uint8Array(65_536))) {}
    };
    response.on('drain', more);
    more();
  };
  const [result] = await fetchSymbols([request], `srv*${root}*${url}`, { maxBytes: 1_000_000 });
  expect(result).toMatchObject({
    stored: false,
    attempts: [{ why: 'the file is longer than 1000000 bytes' }, {}],
  });
});

test('a server that does not answer is given up', async () => {
  answer = () => {};
  const [result] = await fetchSymbols([request], `srv*${root}*${url}`, { timeout: 50 });
  expect(result).toMatchObject({
    stored: false,
    attempts: [{ why: expect.stringContaining('timeout') }, {}],
  });
});

test('a server that drips is given up for everything else too', async () => {
  answer = (_, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('x');
  };
  const requests = [request, { ...request, pdbName: 'other.pdb' }];
  const [first, second] = await fetchSymbols(requests, `srv*${root}*${url}`, { timeout: 400 });
  const attempt = { why: 'the server is too slow: the time allowed for one file is over' };
  expect(first).toMatchObject({ stored: false, attempts: [attempt, attempt] });
  expect(second).toMatchObject({ stored: false, attempts: [attempt] });
  expect(asked).toEqual([`/symbols/${storeKey}`]);
});

test('an answer that breaks off says after how much', async () => {
  answer = (_, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('x'.repeat(10), () => response.destroy());
  };
  const [result] = await fetchSymbols([request], `srv*${root}*${url}`);
  expect(result).toMatchObject({ attempts: [{ why: 'the answer breaks off after 10 bytes' }, {}] });
});

test('a store that cannot be written does not keep the others from their copy', async () => {
  serve(`/symbols/${storeKey}`, pdb);
  writeFileSync(join(root, 'file'), '');
  const path = `srv*${join(root, 'file')}*${join(root, 'store')}*${url}`;
  const [result] = await fetchSymbols([request], path);
  expect(result).toMatchObject({ stored: true, paths: [join(root, 'store', storeKey)] });
});

test('where no store can be written nothing more is fetched', async () => {
  serve(`/symbols/${storeKey}`, pdb);
  const store = join(root, 'file');
  writeFileSync(store, '');
  const requests = [request, { ...request, pdbName: 'other.pdb' }];
  const results = await fetchSymbols(requests, `srv*${store}*${url}`);
  for (const { stored, ...rest } of results) {
    expect(stored).toBe(false);
    const why = expect.stringContaining(`${store} cannot be written: ENOTDIR`);
    expect(rest).toMatchObject({ attempts: expect.arrayContaining([expect.objectContaining({ why })]) });
  }
  expect(asked).toEqual([`/symbols/${storeKey}`]);
});

test('a server that is not there', async () => {
  const [result] = await fetchSymbols([request], `srv*${root}*http://127.0.0.1:1/x`);
  expect(result).toMatchObject({
    stored: false,
    attempts: [{ why: expect.stringMatching(/ECONNREFUSED|bad port/) }, {}],
  });
});

test('the caller can stop it', async () => {
  answer = () => {};
  const stop = new AbortController();
  const fetching = fetchSymbols([request], `srv*${root}*${url}`, { signal: stop.signal });
  stop.abort();
  await expect(fetching).rejects.toThrow(/abort/i);
});

test.each(['..', '../../evil.pdb/..', 'nul.pdb', 'a\0.pdb', ''])(
  'a PDB name like %j asks nobody',
  async (pdbName) => {
    const [result] = await fetchSymbols([{ ...request, pdbName }], `srv*${root}*${url}`);
    expect(result.stored).toBe(false);
    expect(asked).toEqual([]);
  },
);

test('a name with odd but harmless characters is escaped', async () => {
  const pdbName = 'a b#c%2e.pdb';
  serve(`/symbols/a%20b%23c%252e.pdb/${GUID}1/a%20b%23c%252e.pdb`, pdb);
  const [result] = await fetchSymbols([{ ...request, pdbName }], `srv*${root}*${url}`);
  expect(result).toMatchObject({ stored: true, paths: [join(root, pdbName, `${GUID}1`, pdbName)] });
});

test('a path without a server', async () => {
  const [result] = await fetchSymbols([request], root);
  expect(result).toMatchObject({
    stored: false,
    attempts: [{ where: 'symbol path', why: 'it names no server' }],
  });
});
