import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { reportHtml } from '../../src/report/html.ts';
import { reportJson } from '../../src/report/json.ts';
import { reportText } from '../../src/report/text.ts';
import { present } from '../../src/units/value.ts';
import { candidateOf, environment1, moduleOf, ownerOf, quietMemory } from '../diagnosis/made-analysis.ts';

const secret = environment1({
  dump: { ...environment1().dump, path: '/home/tanaka/case 4711/MEMORY.DMP' },
  memory: {
    ...quietMemory(),
    pagedUsage: present(500_000, 'kdbg'),
    pagingFiles: present(
      [
        {
          name: present('\\??\\D:\\tanaka\\pagefile.sys', 'symbol'),
          size: present(1, 'symbol'),
          freeSpace: present(1, 'symbol'),
          minimum: present(1, 'symbol'),
          maximum: present(1, 'symbol'),
        },
      ],
      'symbol',
    ),
  },
  modules: [
    moduleOf('SIoctl.sys', 0x91967000, {
      path: '\\??\\C:\\Users\\tanaka\\drv\\SIoctl.sys',
      pdb: 'd:\\build\\tanaka\\SIoctl.pdb 6123 1',
    }),
    moduleOf('up.sys', 0x8c000000, { path: '\\SystemRoot\\..\\Users\\tanaka\\up.sys' }),
    moduleOf('disk.sys', 0x8b000000, { path: '\\SystemRoot\\system32\\drivers\\disk.sys' }),
  ],
  owners: [
    ownerOf('MSKK', 'paged', [candidateOf('SIoctl.sys', 0x91967000)], {
      decoys: [
        { address: 0x83184218, module: 'nt', kind: 'text', why: "part of the text 'C:\\tanaka\\MSKK'" },
      ],
    }),
  ],
  notes: ['The file C:\\Users\\tanaka\\x y\\MEMORY.DMP is cut.', '\\\\server42\\share\\tanaka is gone'],
  unread: [
    {
      kind: 'tag-table',
      name: 'of /mnt/tanaka/pagefile',
      why: 'no page at \\Device\\HarddiskVolume2\\tanaka\\a.txt',
    },
  ],
});

const findings = diagnose(secret);
const OUTPUTS: [string, (redact: boolean) => string][] = [
  ['text', (redact) => [...reportText(secret, findings, { redact })].join('\n')],
  ['JSON', (redact) => JSON.stringify(reportJson(secret, findings, { redact }))],
  ['HTML', (redact) => reportHtml(secret, findings, { redact })],
];

describe.each(OUTPUTS)('redacted %s', (_, write) => {
  it('leaves the user, the host and private paths out', () => {
    expect(write(false)).toContain('tanaka');
    expect(write(true)).not.toMatch(/tanaka|server42|4711|pagefile\.sys/);
  });

  it('keeps what names the culprit', () => {
    expect(write(true)).toContain('SIoctl.sys');
    expect(write(true)).toContain('9196b323');
  });
});

it('says that it was redacted, and keeps paths of Windows itself', () => {
  expect(OUTPUTS[0][1](true)).toContain('Redacted: user names');
  expect(OUTPUTS[1][1](true)).toContain('\\\\SystemRoot\\\\system32\\\\drivers\\\\disk.sys');
  expect(OUTPUTS[1][1](true)).toContain('"redacted":true');
});
