import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../src/analysis/analysis.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { LARGEST_PAGE } from '../../src/report/html/limits.ts';
import { reportHtml } from '../../src/report/html.ts';
import {
  environment1,
  environment2,
  hostileAnalysis,
  hugeAnalysis,
  made,
} from '../diagnosis/made-analysis.ts';

const html = (analysis: Analysis, options = {}) => reportHtml(analysis, diagnose(analysis), options);

describe('the HTML report', () => {
  it('needs nothing but itself', () => {
    const page = html(environment1());
    expect(page).not.toMatch(/\b(?:src|href)\s*=\s*["'](?!#)/);
    expect(page).not.toMatch(/url\(|@import|https?:/);
    expect(page).not.toMatch(/\son\w+=|style="/);
  });

  it('allows only its own style and script', () => {
    const page = html(environment2());
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? '';
    expect(policy).toMatch(/^default-src 'none'; /);
    for (const element of ['style', 'script']) {
      const text = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(page)?.[1] ?? '';
      const hash = createHash('sha256').update(text, 'utf8').digest('base64');
      expect(policy).toContain(`${element}-src 'sha256-${hash}'`);
    }
    expect(policy).not.toContain('unsafe');
  });

  it('shows the verdict, the proof, the tags, the processes and the modules', () => {
    const page = html(environment2());
    for (const text of [
      'TestApp.exe',
      '1,907,864',
      'Thread',
      'Thre',
      '1,419,794,592',
      'SIoctl.sys',
      'kd&gt; !vm 5',
    ]) {
      expect(page).toContain(text);
    }
    expect(html(environment2(), { language: 'ja' })).toContain('<html lang="ja">');
  });

  it('makes markup of nothing that a dump holds', () => {
    const page = html(hostileAnalysis());
    expect(page).not.toMatch(/<img|<b>|<script>alert/i);
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  it('stays below 2 MB whatever the dump', () => {
    const page = html(hugeAnalysis());
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(LARGEST_PAGE);
    expect(page).toContain('more, left out here');
  });

  it('is whole for a dump of which nothing could be read', () => {
    const bare = made({ types: [], processes: [], modules: [], tags: { ...made().tags, rows: [] } });
    expect(html(bare)).toContain('</html>');
  });
});
