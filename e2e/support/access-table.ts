import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { roleSchema } from '../../protocol/index.ts'
import { root } from '../../scripts/run.ts'

/** What `docs/access.md` says, as people read it. */
export interface AccessTable {
  /** By action: what each role may. */
  readonly roles: ReadonlyMap<string, Readonly<Record<string, boolean>>>
  /** By `METHOD /path`, in the server's own spelling: what it asks. Left out: what goes by the caller alone. */
  readonly routes: ReadonlyMap<string, string>
  /** By name; 'nothing' where it asks nothing. */
  readonly events: ReadonlyMap<string, string>
}

export function readAccessTable(): AccessTable {
  const text = readFileSync(join(root, 'docs/access.md'), 'utf8')
  const [head = [], ...actions] = tableUnder(text, 'Roles')
  const names = head.slice(1)
  if (names.join() !== roleSchema.options.join()) throw new Error(`the roles of the table are ${names}`)
  return {
    roles: new Map(
      actions.map(([action = '', ...cells]) => [
        codeIn(action)[0] ?? '',
        Object.fromEntries(names.map((name, at) => [name, yesOrNo(cells[at])])),
      ]),
    ),
    routes: new Map(
      tableUnder(text, 'Over HTTP')
        .filter(([, asks = '']) => codeIn(asks).length > 0)
        .flatMap(([routes = '', asks = '']) => routesIn(routes).map(route => [route, codeIn(asks)[0] ?? ''])),
    ),
    events: new Map(
      tableUnder(text, 'Over the socket')
        .slice(1)
        .flatMap(([events = '', asks = '']) =>
          codeIn(events).map(event => [event, codeIn(asks)[0] ?? 'nothing']),
        ),
    ),
  }
}

/** The first table of a section: its rows, without the line under its head. */
function tableUnder(text: string, heading: string): string[][] {
  const section = text.split(/^## /m).find(each => each.startsWith(`${heading}\n`)) ?? ''
  const lines = section.split('\n')
  const from = lines.findIndex(line => line.startsWith('|'))
  const rest = lines.slice(from)
  const table = rest.slice(
    0,
    rest.findIndex(line => !line.startsWith('|')),
  )
  if (from < 0 || table.length < 3) throw new Error(`docs/access.md has no table under “${heading}”`)
  return table
    .filter(line => !/^\|[-|]+\|$/.test(line))
    .map(line =>
      line
        .replaceAll('\\|', '¦')
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim()),
    )
}

const codeIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)

function yesOrNo(cell: string | undefined): boolean {
  if (cell !== 'yes' && cell !== 'no') throw new Error(`neither yes nor no: ${cell}`)
  return cell === 'yes'
}

/** `…` stands for the address of a document, or of how it is shared. */
function routesIn(cell: string): string[] {
  return codeIn(cell)
    .filter(code => /^(GET|PUT|POST|PATCH|DELETE) /.test(code))
    .map(code => code.replace('…', '/api/documents/:id').replace(/\?.*$/, '').replace(':user', ':person'))
}
