// Simple highlighting: comments, strings, numbers, keywords and calls.

import { h } from './dom.js';

const WORDS = {
  python:
    'and as assert async await break class continue def del elif else except finally for from global if import in is lambda not or pass raise return try while with yield None True False match case self',
  sql: 'select from where group by order having limit join left right inner outer full on as and or not in is null case when then else end distinct count sum avg min max over partition with union all insert into values update set delete create table between like exists desc asc',
  js: 'async await break case catch class const continue default delete else export extends false finally for from function if import in instanceof let new null of return static super switch this throw true try typeof undefined var void while yield',
  c: 'auto bool break case char class const continue default delete do double else enum extern float for if int long namespace new nullptr return short signed sizeof static struct switch template this true false typedef union unsigned using virtual void while',
  bash: 'if then else elif fi for in do done while case esac function return export local echo cd sudo set',
};
const ALIASES = {
  py: 'python',
  python3: 'python',
  javascript: 'js',
  ts: 'js',
  typescript: 'js',
  json: 'js',
  cpp: 'c',
  'c++': 'c',
  cuda: 'c',
  java: 'c',
  rust: 'c',
  go: 'c',
  sh: 'bash',
  shell: 'bash',
  console: 'bash',
  postgres: 'sql',
  sqlite: 'sql',
};
const HASH = '#[^\\n]*',
  SLASHES = '//[^\\n]*|/\\*[\\s\\S]*?\\*/',
  DASHES = '--[^\\n]*';
const COMMENTS = { python: HASH, bash: HASH, js: SLASHES, c: SLASHES, sql: DASHES };
const STRINGS =
  '"""[\\s\\S]*?"""|\'\'\'[\\s\\S]*?\'\'\'|"(?:\\\\.|[^"\\\\\\n])*"|\'(?:\\\\.|[^\'\\\\\\n])*\'|`(?:\\\\.|[^`\\\\])*`';
const NUMBERS = '\\b(?:0x[\\da-f]+|\\d[\\d_]*(?:\\.\\d+)?(?:e[+-]?\\d+)?)\\b';

export function highlight(code, language) {
  const name = ALIASES[language] || language;
  if (!(name in WORDS)) return [code];
  const words = new Set(WORDS[name].split(' '));
  const pattern = new RegExp(
    `(${COMMENTS[name]})|(${STRINGS})|(${NUMBERS})|([A-Za-z_]\\w*)(?=(\\s*\\()?)`,
    'gi',
  );
  const out = [];
  let last = 0;
  for (const match of code.matchAll(pattern)) {
    const [text, comment, string, number, word, call] = match;
    const known = word && words.has(name === 'sql' ? word.toLowerCase() : word);
    const kind = comment
      ? 'comment'
      : string
        ? 'string'
        : number
          ? 'number'
          : known
            ? 'keyword'
            : call !== undefined
              ? 'call'
              : null;
    if (!kind) continue;
    out.push(code.slice(last, match.index), h('span', { class: `hl-${kind}`, text }));
    last = match.index + text.length;
  }
  out.push(code.slice(last));
  return out;
}
