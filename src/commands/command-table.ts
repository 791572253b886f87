import { syntaxOf } from './parse-arguments.ts';
import { commands } from './registry.ts';

/** The commands as a Markdown table, in the order of their names: for the README. */
export function commandTable(): string {
  const rows = [...commands]
    .sort((a, b) => plain(a.name).localeCompare(plain(b.name), 'en'))
    .map((command) => {
      const also = (command.aliases ?? []).map((alias) => `\`${alias}\``).join(' ');
      return `| \`${cell(syntaxOf(command))}\` | ${cell(command.summary)} | ${also} |`;
    });
  return `${['| command | shows | also |', '|---|---|---|', ...rows].join('\n')}\n`;
}

/** Order by the word, not by its mark. */
function plain(name: string): string {
  return name.replace(/^[!.]/, '');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
