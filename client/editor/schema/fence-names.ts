/** What may stand behind a fence of Markdown as one types it; the languages themselves come later. */
const names =
  'bash sh shell zsh c h cpp c++ cc cxx hpp csharp c# cs clojure clj css dart diff patch dockerfile ' +
  'docker elixir ex exs erlang erl go golang graphql gql haskell hs html xml svg xhtml http https ini ' +
  'toml java javascript js jsx mjs cjs json json5 jsonc julia jl kotlin kt kts latex tex lua makefile ' +
  'make mk markdown md matlab nginx nginxconf objectivec objc obj-c mm ocaml ml perl pl pm php ' +
  'powershell ps ps1 pwsh protobuf proto python py r ruby rb rust rs scala scss sass sql mysql ' +
  'postgresql sqlite swift typescript ts tsx mts cts vbnet vb yaml yml '

export function isFenceName(word: string): boolean {
  return word !== '' && ` ${names}`.includes(` ${word.toLowerCase()} `)
}
