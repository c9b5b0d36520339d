import type { LanguageFn } from 'highlight.js'

export type Language = {
  /** As a fence of Markdown names it. */
  id: string
  name: string
  /** Other names of the same. */
  aliases: readonly string[]
  load: () => Promise<{ default: LanguageFn }>
}

const language = (id: string, name: string, aliases: string, load: Language['load']): Language => ({
  id,
  name,
  aliases: aliases === '' ? [] : aliases.split(' '),
  load,
})

/** What code can be coloured in; each grammar is fetched when the first code of it is shown. */
export const languages: readonly Language[] = [
  language('bash', 'Bash', 'sh shell zsh', () => import('highlight.js/lib/languages/bash')),
  language('c', 'C', 'h', () => import('highlight.js/lib/languages/c')),
  language('cpp', 'C++', 'c++ cc cxx hpp', () => import('highlight.js/lib/languages/cpp')),
  language('csharp', 'C#', 'c# cs', () => import('highlight.js/lib/languages/csharp')),
  language('clojure', 'Clojure', 'clj', () => import('highlight.js/lib/languages/clojure')),
  language('css', 'CSS', '', () => import('highlight.js/lib/languages/css')),
  language('dart', 'Dart', '', () => import('highlight.js/lib/languages/dart')),
  language('diff', 'Diff', 'patch', () => import('highlight.js/lib/languages/diff')),
  language('dockerfile', 'Dockerfile', 'docker', () => import('highlight.js/lib/languages/dockerfile')),
  language('elixir', 'Elixir', 'ex exs', () => import('highlight.js/lib/languages/elixir')),
  language('erlang', 'Erlang', 'erl', () => import('highlight.js/lib/languages/erlang')),
  language('go', 'Go', 'golang', () => import('highlight.js/lib/languages/go')),
  language('graphql', 'GraphQL', 'gql', () => import('highlight.js/lib/languages/graphql')),
  language('haskell', 'Haskell', 'hs', () => import('highlight.js/lib/languages/haskell')),
  language('html', 'HTML', 'xml svg xhtml', () => import('highlight.js/lib/languages/xml')),
  language('http', 'HTTP', 'https', () => import('highlight.js/lib/languages/http')),
  language('ini', 'INI, TOML', 'toml', () => import('highlight.js/lib/languages/ini')),
  language('java', 'Java', '', () => import('highlight.js/lib/languages/java')),
  language(
    'javascript',
    'JavaScript',
    'js jsx mjs cjs',
    () => import('highlight.js/lib/languages/javascript'),
  ),
  language('json', 'JSON', 'json5 jsonc', () => import('highlight.js/lib/languages/json')),
  language('julia', 'Julia', 'jl', () => import('highlight.js/lib/languages/julia')),
  language('kotlin', 'Kotlin', 'kt kts', () => import('highlight.js/lib/languages/kotlin')),
  language('latex', 'LaTeX', 'tex', () => import('highlight.js/lib/languages/latex')),
  language('lua', 'Lua', '', () => import('highlight.js/lib/languages/lua')),
  language('makefile', 'Makefile', 'make mk', () => import('highlight.js/lib/languages/makefile')),
  language('markdown', 'Markdown', 'md', () => import('highlight.js/lib/languages/markdown')),
  language('matlab', 'MATLAB', '', () => import('highlight.js/lib/languages/matlab')),
  language('nginx', 'nginx', 'nginxconf', () => import('highlight.js/lib/languages/nginx')),
  language(
    'objectivec',
    'Objective-C',
    'objc obj-c mm',
    () => import('highlight.js/lib/languages/objectivec'),
  ),
  language('ocaml', 'OCaml', 'ml', () => import('highlight.js/lib/languages/ocaml')),
  language('perl', 'Perl', 'pl pm', () => import('highlight.js/lib/languages/perl')),
  language('php', 'PHP', '', () => import('highlight.js/lib/languages/php')),
  language('powershell', 'PowerShell', 'ps ps1 pwsh', () => import('highlight.js/lib/languages/powershell')),
  language('protobuf', 'Protocol Buffers', 'proto', () => import('highlight.js/lib/languages/protobuf')),
  language('python', 'Python', 'py', () => import('highlight.js/lib/languages/python')),
  language('r', 'R', '', () => import('highlight.js/lib/languages/r')),
  language('ruby', 'Ruby', 'rb', () => import('highlight.js/lib/languages/ruby')),
  language('rust', 'Rust', 'rs', () => import('highlight.js/lib/languages/rust')),
  language('scala', 'Scala', '', () => import('highlight.js/lib/languages/scala')),
  language('scss', 'SCSS', 'sass', () => import('highlight.js/lib/languages/scss')),
  language('sql', 'SQL', 'mysql postgresql sqlite', () => import('highlight.js/lib/languages/sql')),
  language('swift', 'Swift', '', () => import('highlight.js/lib/languages/swift')),
  language(
    'typescript',
    'TypeScript',
    'ts tsx mts cts',
    () => import('highlight.js/lib/languages/typescript'),
  ),
  language('vbnet', 'Visual Basic', 'vb', () => import('highlight.js/lib/languages/vbnet')),
  language('yaml', 'YAML', 'yml', () => import('highlight.js/lib/languages/yaml')),
]

const byName = new Map(
  languages.flatMap(each => [each.id, ...each.aliases].map(name => [name, each] as const)),
)

/** The language that is called so, in whatever case; undefined where nobody here can colour it. */
export function findLanguage(name: string): Language | undefined {
  return byName.get(name.toLowerCase())
}
