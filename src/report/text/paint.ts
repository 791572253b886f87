import { styleText } from 'node:util';
import type { Verdict } from '../../diagnosis/finding.ts';

/** Terminal styles by purpose; without colour every style is the text itself. */
export interface Paint {
  heading(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
  verdict(verdict: Verdict, text: string): string;
}

type Style = Parameters<typeof styleText>[0];

const VERDICT_STYLES: Readonly<Record<Verdict, Style>> = {
  certain: ['bold', 'red'],
  probable: ['bold', 'yellow'],
  suspected: 'yellow',
  'cannot-tell': 'cyan',
};

export function paint(colour: boolean): Paint {
  const style = (format: Style, text: string) =>
    colour ? styleText(format, text, { validateStream: false }) : text;
  return {
    heading: (text) => style(['bold', 'underline'], text),
    strong: (text) => style('bold', text),
    faint: (text) => style('dim', text),
    verdict: (verdict, text) => style(VERDICT_STYLES[verdict], text),
  };
}
