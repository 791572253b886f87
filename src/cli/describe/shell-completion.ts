import type { Shell } from '../options.ts';
import type { OptionDescription } from './option-list.ts';

/** A script that teaches a shell the options, and the commands behind `-c`. */
export function completionScript(
  shell: Shell,
  options: readonly OptionDescription[],
  commandNames: readonly string[],
): string {
  switch (shell) {
    case 'bash':
      return bash(options, commandNames);
    case 'zsh':
      return zsh(options);
    case 'powershell':
      return powershell(options, commandNames);
  }
}

function bash(options: readonly OptionDescription[], commandNames: readonly string[]): string {
  const cases = options.flatMap(({ names, value, choices }) => {
    if (value === undefined) return [];
    if (names.includes('-c'))
      return [`    -c) mapfile -t COMPREPLY < <(compgen -W '${single(commandNames)}' -- "$word") ;;`];
    const isFile = choices === undefined && !TEXT_VALUES.has(value);
    const source = isFile ? '-f' : `-W '${single(choices ?? [])}'`;
    return [`    ${names.join('|')}) mapfile -t COMPREPLY < <(compgen ${source} -- "$word") ;;`];
  });
  return `# analyze-dump: put this where bash looks for completions, or source it.
_analyze_dump() {
  local word="\${COMP_WORDS[COMP_CWORD]}"
  local IFS=$' \\t\\n'
  case "\${COMP_WORDS[COMP_CWORD - 1]}" in
${cases.join('\n')}
    *)
      if [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W '${single(options.flatMap((option) => option.names))}' -- "$word")
      else
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
      fi
      ;;
  esac
}
complete -o filenames -F _analyze_dump analyze-dump
`;
}

/** Words for one pair of single quotes. */
function single(words: readonly string[]): string {
  return words.join(' ').replaceAll("'", "'\\''");
}

/** Values that are no files. */
const TEXT_VALUES = new Set(['commands', 'zone']);

function zsh(options: readonly OptionDescription[]): string {
  const specs = options.map(({ names, value, choices, meaning }) => {
    const group = names.length > 1 ? `'(${names.join(' ')})'{${names.join(',')}}` : `'${names[0]}'`;
    const source =
      choices === undefined ? (TEXT_VALUES.has(value ?? '') ? '' : '_files') : `(${choices.join(' ')})`;
    const action = value === undefined ? '' : `:${value}:${source}`;
    return `  ${group}'[${zshText(meaning)}]${action}' \\`;
  });
  return `#compdef analyze-dump
# analyze-dump: put this as _analyze-dump into a folder of $fpath.
_arguments \\
${specs.join('\n')}
  '1:memory dump:_files'
`;
}

/** Brackets and colons mean something in a zsh specification. */
function zshText(text: string): string {
  return text.replace(/[[\]:\\]/g, '\\$&').replaceAll("'", "'\\''");
}

function powershell(options: readonly OptionDescription[], commandNames: readonly string[]): string {
  const rows = options.flatMap(({ names, meaning }) =>
    names.map(
      (name) =>
        `    [System.Management.Automation.CompletionResult]::new(${quoted(name)}, ${quoted(name)}, 'ParameterName', ${quoted(meaning)})`,
    ),
  );
  const choices = options.flatMap(({ names, choices: values }) =>
    values === undefined ? [] : names.map((name) => `    ${quoted(name)} = ${list(values)}`),
  );
  return `# analyze-dump: add this to your $PROFILE.
Register-ArgumentCompleter -Native -CommandName analyze-dump -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $choices = @{
    '-c' = ${list(commandNames)}
${choices.join('\n')}
  }
  $before = $commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | Select-Object -Last 1
  if ($before -and $choices.ContainsKey("$before")) {
    return $choices["$before"] | Where-Object { $_ -like "$wordToComplete*" }
  }
  @(
${rows.join('\n')}
  ) | Where-Object { $_.CompletionText -like "$wordToComplete*" }
}
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function list(words: readonly string[]): string {
  return `@(${words.map(quoted).join(', ')})`;
}
