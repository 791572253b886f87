import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { reportHtml } from '../../src/report/html.ts';
import { environment2, hostileAnalysis, tagRow, tagTable } from '../diagnosis/made-analysis.ts';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

describe.skipIf(!existsSync(CHROMIUM))('the HTML report in a browser', () => {
  let browser: Browser;
  let folder: string;
  const complaints: string[] = [];
  const requests: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'analyze-dump-html-'));
    browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(analysis = environment2()): Promise<Page> {
    const file = path.join(folder, 'report.html');
    writeFileSync(file, reportHtml(analysis, diagnose(analysis)));
    const page = await browser.newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => complaints.push(dialog.message()));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    return page;
  }

  it('opens from disk without a complaint and loads nothing else', async () => {
    const page = await open();
    expect(await page.locator('#verdict').textContent()).toContain('TestApp.exe');
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.endsWith('report.html'))).toEqual([]);
    await page.close();
  });

  it('sorts tables by column, both ways, with the keyboard', async () => {
    const rows = [
      tagRow('Bbbb', 'paged', { blocks: 5, bytes: 900 }),
      tagRow('Aaaa', 'paged', { blocks: 1200, bytes: 100 }),
      tagRow('Cccc', 'paged', { blocks: 70, bytes: 500 }),
    ];
    const page = await open(environment2({ tags: tagTable(rows) }));
    const first = () => page.locator('#tag-table tbody tr:first-child th').textContent();
    const head = page.locator('#tag-table thead th').nth(3);
    await head.locator('button').focus();
    await page.keyboard.press('Enter');
    expect([await first(), await head.getAttribute('aria-sort')]).toEqual(['Aaaa', 'descending']);
    await page.keyboard.press('Enter');
    expect([await first(), await head.getAttribute('aria-sort')]).toEqual(['Bbbb', 'ascending']);
    await page.locator('#tag-filter input').fill('ccc');
    expect(await page.locator('#tag-table tbody tr:visible').count()).toBe(1);
    await page.close();
  });

  it('colours the map of pages another way when asked', async () => {
    const cells = [
      { start: 0x84c00000, pages: 4, pool: 'nonpaged' as const, tag: 'Thre', used: 1, unread: 0 },
      { start: 0x84c04000, pages: 4, pool: 'nonpaged' as const, tag: 'Thre', used: 0.1, unread: 1 },
    ];
    const page = await open(environment2({ pages: { pagesPerCell: 4, cells } }));
    const fills = () =>
      page.locator('.map > svg > rect').evaluateAll((all) => all.map((one) => getComputedStyle(one).fill));
    const byTag = await fills();
    expect(byTag[0]).toBe(byTag[1]);
    await page.locator('label[for=map-u]').click();
    const byUse = await fills();
    expect(byUse[0]).not.toBe(byUse[1]);
    await page.close();
  });

  it('runs nothing that a dump holds', async () => {
    complaints.length = 0;
    const page = await open(hostileAnalysis());
    expect(await page.locator('img, b').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('follows the reader to dark and to paper', async () => {
    const page = await open();
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await ground();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await ground()).not.toBe(light);
    // Paper is white, whatever the reader's screen is.
    await page.emulateMedia({ media: 'print' });
    expect(await ground()).toBe(light);
    expect(await page.locator('#tag-filter').isVisible()).toBe(false);
    // A4 at 96 dots to the inch, less a margin of 10 mm on both sides: what is wider is cut off.
    await page.setViewportSize({ width: 718, height: 1000 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(718);
    await page.close();
  });

  // 4.5 to 1 is what the Web Content Accessibility Guidelines ask of text.
  it.each(['light', 'dark'] as const)(
    'names stand out from every colour of a tag in %s',
    async (colorScheme) => {
      const page = await open();
      await page.emulateMedia({ colorScheme });
      const contrasts = await page.evaluate(() => {
        const luminance = (colour: string) => {
          const parts = (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map((part) => Number(part) / 255);
          const [r, g, b] = parts.map((part) =>
            part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
          );
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const probe = document.body.appendChild(document.createElement('i'));
        const colourOf = (name: string) => {
          probe.style.color = `var(--${name})`;
          return luminance(getComputedStyle(probe).color);
        };
        const tags = ['tx', ...Array.from({ length: 12 }, (_, i) => `t${i}`)];
        const ratio = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        return [
          ...tags.map((tag) => ratio(colourOf(tag), colourOf('ink'))),
          ratio(colourOf('tr'), colourOf('fg')),
          ...['soft', 'link', 'bad', 'warn', 'calm'].map((name) => ratio(colourOf(name), colourOf('box'))),
        ];
      });
      for (const contrast of contrasts) expect(contrast).toBeGreaterThan(4.5);
      await page.close();
    },
  );
});
