import type { HighlightName, InkName } from '../types.ts'

/** What other applications are given for each colour: theirs are light pages. */
export const inkValues: Readonly<Record<InkName, string>> = {
  grey: '#6b665d',
  red: '#b3261e',
  orange: '#99490b',
  green: '#1c6b43',
  blue: '#2451b8',
  violet: '#7a35a8',
}
export const highlightValues: Readonly<Record<HighlightName, string>> = {
  yellow: '#fdf0a6',
  green: '#d3f2d8',
  blue: '#d6e8fd',
  pink: '#fcdcea',
  grey: '#e8e5de',
}

export function isInk(value: unknown): value is InkName {
  return typeof value === 'string' && Object.hasOwn(inkValues, value)
}

export function isHighlight(value: unknown): value is HighlightName {
  return typeof value === 'string' && Object.hasOwn(highlightValues, value)
}

export const inkNames: readonly InkName[] = Object.keys(inkValues).filter(isInk)
export const highlightNames: readonly HighlightName[] = Object.keys(highlightValues).filter(isHighlight)

/** Which colours come near to one of ours: not too pale nor too dark, and up to which angle of the wheel each. */
interface Nearness<Name> {
  minSaturation: number
  minLightness: number
  maxLightness: number
  hues: readonly (readonly [below: number, name: Name])[]
}

const inks: Nearness<InkName> = {
  minSaturation: 0.3,
  minLightness: 0.12,
  maxLightness: 0.85,
  hues: [
    [15, 'red'],
    [65, 'orange'],
    [180, 'green'],
    [255, 'blue'],
    [330, 'violet'],
    [360, 'red'],
  ],
}

// Dark grounds are a page's design.
const highlights: Nearness<HighlightName> = {
  minSaturation: 0.2,
  minLightness: 0.4,
  maxLightness: 0.97,
  hues: [
    [20, 'pink'],
    [70, 'yellow'],
    [170, 'green'],
    [255, 'blue'],
    [360, 'pink'],
  ],
}

/** The ink nearest to a colour of another application; undefined for what is nearly black, white or grey. */
export const nearestInk = (css: string) => nearest(inks, css)

/** The same for what stands behind words. */
export const nearestHighlight = (css: string) => nearest(highlights, css)

function nearest<Name>(
  { minSaturation, minLightness, maxLightness, hues }: Nearness<Name>,
  css: string,
): Name | undefined {
  const parts = partsOf(css)
  if (parts === undefined) return undefined
  const { hue, saturation, lightness } = hueOf(parts)
  if (saturation < minSaturation || lightness < minLightness || lightness > maxLightness) return undefined
  return hues.find(([below]) => hue < below)?.[1]
}

type Parts = readonly [red: number, green: number, blue: number]

/** A colour as browsers write it out, as `#rrggbb` or by its name; undefined where it is transparent or anything else. */
function partsOf(css: string): Parts | undefined {
  const [, ...hex] = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(css) ?? []
  const [red, green, blue] = hex.map(part => Number.parseInt(part, 16))
  if (red !== undefined && green !== undefined && blue !== undefined) return [red, green, blue]
  const rgb = /^rgba?\((\d+),\s*(\d+),\s*(\d+)(?:,\s*([\d.]+))?\)$/.exec(css)
  if (rgb === null) return named.get(css.toLowerCase())
  return Number(rgb[4] ?? 1) < 0.5 ? undefined : [Number(rgb[1]), Number(rgb[2]), Number(rgb[3])]
}

function hueOf(parts: Parts): { hue: number; saturation: number; lightness: number } {
  const [red, green, blue] = [parts[0] / 255, parts[1] / 255, parts[2] / 255]
  const most = Math.max(red, green, blue)
  const least = Math.min(red, green, blue)
  const spread = most - least
  const lightness = (most + least) / 2
  if (spread === 0) return { hue: 0, saturation: 0, lightness }
  const saturation = spread / (1 - Math.abs(2 * lightness - 1))
  return { hue: hueAngle([red, green, blue], most, spread), saturation, lightness }
}

function hueAngle([red, green, blue]: Parts, most: number, spread: number): number {
  if (most === red) return (((green - blue) / spread + 6) % 6) * 60
  if (most === green) return ((blue - red) / spread + 2) * 60
  return ((red - green) / spread + 4) * 60
}

/** The names that people and word processors write; a browser leaves names as they are. */
const named = new Map<string, Parts>([
  ['red', [255, 0, 0]],
  ['orange', [255, 165, 0]],
  ['yellow', [255, 255, 0]],
  ['lime', [0, 255, 0]],
  ['green', [0, 128, 0]],
  ['aqua', [0, 255, 255]],
  ['cyan', [0, 255, 255]],
  ['blue', [0, 0, 255]],
  ['navy', [0, 0, 128]],
  ['purple', [128, 0, 128]],
  ['magenta', [255, 0, 255]],
  ['fuchsia', [255, 0, 255]],
  ['pink', [255, 192, 203]],
])
