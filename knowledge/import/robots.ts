/**
 * robots.txt as RFC 9309 has it: the group that names us, else everybody's; the longest rule wins, and of two equal
 * ones the kinder.
 */
type Rule = { allow: boolean; pattern: string };

export type Robots = (path: string) => boolean;

export function parseRobots(text: string, agent: string): Robots {
  const groups: { agents: string[]; rules: Rule[] }[] = [];
  let naming = false;
  for (const line of text.slice(0, 500_000).split(/\r\n?|\n/)) {
    const [, name = '', value = ''] = /^\s*([a-z-]+)\s*:\s*([^#]*?)\s*(?:#.*)?$/i.exec(line) ?? [];
    const field = name.toLowerCase();
    if (field === 'user-agent') {
      // Several names in a row share the rules that follow.
      if (!naming) groups.push({ agents: [], rules: [] });
      groups.at(-1)?.agents.push(value.toLowerCase());
      naming = true;
    } else if (field === 'allow' || field === 'disallow') {
      naming = false;
      if (value) groups.at(-1)?.rules.push({ allow: field === 'allow', pattern: value });
    }
  }
  const named = groups.filter(({ agents }) => agents.includes(agent.toLowerCase()));
  const mine = named.length ? named : groups.filter(({ agents }) => agents.includes('*'));
  const rules = mine
    .flatMap((group) => group.rules)
    .sort((a, b) => b.pattern.length - a.pattern.length || Number(b.allow) - Number(a.allow));
  return (path) => rules.find(({ pattern }) => matches(pattern, path))?.allow ?? true;
}

/** `*` is anything, `$` the end. Compared piece by piece: as a regular expression, many stars could take for ever. */
function matches(pattern: string, path: string): boolean {
  const toEnd = pattern.endsWith('$');
  const [first = '', ...pieces] = (toEnd ? pattern.slice(0, -1) : pattern).split('*');
  if (!path.startsWith(first)) return false;
  let at = first.length;
  const last = toEnd ? pieces.pop() : undefined;
  for (const piece of pieces) {
    const found = path.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  if (!toEnd) return true;
  return last === undefined ? at === path.length : path.length - last.length >= at && path.endsWith(last);
}
