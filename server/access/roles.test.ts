import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { actions, allows } from './roles.ts'

it('keeps to the table that people read', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../docs/access.md'), 'utf8')
  const [head = '', , ...rows] = guide.split('\n').filter(line => line.startsWith('|'))
  const cells = (line: string) => line.split('|').map(cell => cell.trim())
  expect(cells(head)).toEqual(['', '', 'owner', 'editor', 'commenter', 'viewer', ''])
  const table = rows.slice(0, actions.length).map(row => {
    const [, what = '', ...verdicts] = cells(row)
    return [/^`([\w-]+)`/.exec(what)?.[1], ...verdicts.slice(0, 4)]
  })
  const roles = ['owner', 'editor', 'commenter', 'viewer'] as const
  expect(table).toEqual(
    actions.map(action => [action, ...roles.map(role => (allows(role, action) ? 'yes' : 'no'))]),
  )
})
