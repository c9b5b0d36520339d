import { expect, it } from 'vitest'
import { palette } from './palette.ts'

it.each(palette)('$name bears white text and shows on light and dark paper', ({ color }) => {
  expect(contrast(color, '#ffffff')).toBeGreaterThanOrEqual(4.5)
  expect(contrast(color, '#1d1c1a')).toBeGreaterThanOrEqual(3)
})

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

function luminance(hex: string): number {
  const channel = (at: number) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}
