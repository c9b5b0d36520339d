import { expect, it } from 'vitest'
import { contrast } from '../../styles/contrast.testing.ts'
import { palette } from './palette.ts'

it.each(palette)('$name bears white text and shows on light and dark paper', ({ color }) => {
  expect(contrast(color, '#ffffff')).toBeGreaterThanOrEqual(4.5)
  expect(contrast(color, '#1d1c1a')).toBeGreaterThanOrEqual(3)
})
