import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { highlightNames, inkNames } from '../editor/schema/colors.ts'
import { contrast } from './contrast.testing.ts'

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
)

const inks = ['ink', 'ink-soft', 'ink-faint', 'accent', 'warn', 'bad', 'good']
const grounds = ['canvas', 'paper', 'raised', 'sunken']
const words = inkNames.map(name => `word-${name}`)
const marks = highlightNames.map(name => `mark-${name}`)
const texts = [
  ...inks.flatMap(ink => grounds.map(ground => [ink, ground] as const)),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['on-bad', 'bad'],
  ['on-bad', 'bad-strong'],
  ['accent', 'accent-wash'],
  ['ink', 'accent-wash'],
  ['ink', 'warn-wash'],
  ['ink', 'bad-wash'],
  ['ink', 'selection'],
  ['ink', 'good-wash'],
  ['good', 'good-wash'],
  ['warn', 'warn-wash'],
  // Code in its colours.
  ...words.map(word => [word, 'sunken'] as const),
  ...[...words, 'ink', 'accent'].flatMap(word =>
    [...marks, 'accent-wash', 'warn-wash', 'good-wash', 'paper', 'selection'].map(
      ground => [word, ground] as const,
    ),
  ),
] as const

describe.each(['light', 'dark'] as const)('in the %s theme', theme => {
  it.each(texts)('%s can be read on %s', (ink, ground) => {
    expect(contrast(colour(ink, theme), colour(ground, theme))).toBeGreaterThanOrEqual(4.5)
  })

  it('fields and checkboxes have an edge that can be seen', () => {
    for (const ground of ['paper', 'raised']) {
      expect(contrast(colour('line-strong', theme), colour(ground, theme))).toBeGreaterThanOrEqual(3)
    }
  })
})

function colour(name: string, theme: 'light' | 'dark'): string {
  const token = tokens.get(name)
  if (token === undefined) throw new Error(`tokens.css has no --${name}`)
  return token[theme]
}
