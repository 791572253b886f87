import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { analysisOf } from '../../src/analysis/analysis-of.ts';
import { openDump } from '../../src/analysis/open-dump.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { reportJson, SCHEMA_VERSION } from '../../src/report/json.ts';
import { runTask } from '../../src/units/task.ts';
import {
  environment1,
  environment2,
  MISSING,
  made,
  quietMemory,
  sessionOf,
} from '../diagnosis/made-analysis.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const schema = JSON.parse(readFileSync(path.join(ROOT, 'src/report/schema/report.schema.json'), 'utf8'));
const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);

function check(report: unknown): void {
  // As a reader gets it: what JSON drops is dropped.
  validate(JSON.parse(JSON.stringify(report)));
  expect(validate.errors ?? []).toEqual([]);
}

describe('the JSON report', () => {
  it('keeps to its schema', () => {
    const sessions = [sessionOf(1)];
    for (const analysis of [environment1({ sessions }), environment2(), made()]) {
      check(reportJson(analysis, diagnose(analysis)));
      check(reportJson(analysis, diagnose(analysis), { language: 'ja', redact: true }));
    }
  });

  it('keeps to its schema when next to nothing could be read', () => {
    const memory = {
      ...quietMemory(),
      pagedUsage: MISSING,
      failures: { count: MISSING },
      freeSystemPtes: MISSING,
    };
    const analysis = made({ memory, types: [], processes: [], modules: [], sessions: [] });
    check(reportJson(analysis, diagnose(analysis)));
  });

  it.each(['driver-paged-pool', 'process-thread-handles'])('of %s keeps to its schema', (name) => {
    const session = openDump(path.join(ROOT, `dumps/${name}.dmp`));
    const analysis = runTask(analysisOf(session));
    session.close();
    check(reportJson(analysis, diagnose(analysis)));
  });

  it('says which version of the schema it keeps to', () => {
    expect(SCHEMA_VERSION).toBe(schema.properties.schemaVersion.const);
    expect(reportJson(made(), [])).toMatchObject({ schemaVersion: '1.0' });
  });

  it('puts the strongest finding first, with its culprit and where every number came from', () => {
    const analysis = environment1();
    expect(reportJson(analysis, diagnose(analysis)).findings).toMatchObject([
      {
        id: 'driver-tag',
        title: 'SIoctl.sys fills the paged pool (MSKK, 1.58 GB)',
        verdict: 'certain',
        culprit: {
          kind: 'driver',
          name: 'SIoctl.sys',
          base: '91967000',
          timeDateStamp: '4bc2e9c4',
          linked: '2010-04-12T09:37:08.000Z',
          checkSum: '000106cf',
        },
        evidence: [
          {
            key: 'dominant-tag.use',
            source: 'tracker',
            text: 'tag MSKK: 415,447 blocks, 1,701,670,912 bytes of paged pool (96.9 %), 4,096 bytes each on average',
          },
          {},
          {},
          {},
          {},
          {},
          {},
          {},
          {},
        ],
      },
      { id: 'paged-pool-exhausted', culprit: null },
      { id: 'dominant-tag', culprit: null },
      { id: 'system-ptes', culprit: null },
    ]);
  });

  it('never writes a zero for what was not read', () => {
    const memory = { ...quietMemory(), failures: { count: MISSING } };
    expect(reportJson(made({ memory }), []).memory).toMatchObject({
      failures: { absent: 'not-in-dump', at: 'a page that is not there' },
      freeSystemPtes: { value: 23_000, source: 'symbol', complete: true },
    });
  });
});
