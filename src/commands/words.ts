/** Splits a command line at blanks; double quotes keep blanks together and are left out. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  const pattern = /"([^"]*)"?|(\S+)/g;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text))
    words.push(match[1] ?? match[2]);
  return words;
}

/**
 * Splits several commands at semicolons and line ends outside quotes. Where a command could begin, `$$`
 * starts a comment up to the next semicolon or line end, `*` one up to the line end.
 */
export function splitCommands(text: string): string[] {
  const commands: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    for (const part of splitOutsideQuotes(line, ';')) {
      const command = part.trim();
      if (command.startsWith('*')) break;
      if (command !== '' && !command.startsWith('$$')) commands.push(command);
    }
  }
  return commands;
}

/** The parts of a line between separators that stand outside double quotes. */
export function splitOutsideQuotes(line: string, separator: ';' | '|'): string[] {
  const parts: string[] = [];
  let quoted = false;
  let start = 0;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '"') quoted = !quoted;
    if (line[i] !== separator || quoted) continue;
    parts.push(line.slice(start, i));
    start = i + 1;
  }
  parts.push(line.slice(start));
  return parts;
}

/**
 * The command's name and what follows it; `?` takes its argument and `s` its type (`s-d`) without a
 * blank too. `?` alone asks for help.
 */
export function splitName(text: string): { name: string; rest: string } {
  const [, name = '', rest = ''] = /^(\?\??|s(?=-\S)|[^\s"]+)\s*(.*)$/is.exec(text.trim()) ?? [];
  return name === '?' && rest === '' ? { name: 'help', rest } : { name, rest };
}
