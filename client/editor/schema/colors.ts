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

/** The ink nearest to a colour of another application; undefined for what is nearly black, white or grey. */
export function nearestInk(css: string): InkName | undefined {
  const color = hueOf(css)
  if (color === undefined || color.saturation < 0.3 || color.lightness < 0.12 || color.lightness > 0.85)
    return undefined
  const { hue } = color
  if (hue < 15 || hue >= 330) return 'red'
  if (hue < 65) return 'orange'
  if (hue < 180) return 'green'
  return hue < 255 ? 'blue' : 'violet'
}

/** The same for what stands behind words; dark grounds are a page's design. */
export function nearestHighlight(css: string): HighlightName | undefined {
  const color = hueOf(css)
  if (color === undefined || color.saturation < 0.2 || color.lightness < 0.4 || color.lightness > 0.97)
    return undefined
  const { hue } = color
  if (hue < 20 || hue >= 255) return 'pink'
  if (hue < 70) return 'yellow'
  return hue < 170 ? 'green' : 'blue'
}

type Hue = { hue: number; saturation: number; lightness: number }

/** A colour as browsers write it out, or as `#rrggbb`; undefined where it is transparent or anything else. */
function hueOf(css: string): Hue | undefined {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(css)
  const rgb = /^rgba?\((\d+),\s*(\d+),\s*(\d+)(?:,\s*([\d.]+))?\)$/.exec(css)
  if (rgb !== null && Number(rgb[4] ?? 1) < 0.5) return undefined
  const parts = hex?.slice(1).map(part => Number.parseInt(part, 16)) ?? rgb?.slice(1, 4).map(Number)
  const [red = 0, green = 0, blue = 0] = parts ?? named[css.toLowerCase()] ?? []
  if (parts === undefined && named[css.toLowerCase()] === undefined) return undefined
  const most = Math.max(red, green, blue) / 255
  const least = Math.min(red, green, blue) / 255
  const spread = most - least
  const lightness = (most + least) / 2
  if (spread === 0) return { hue: 0, saturation: 0, lightness }
  const saturation = spread / (1 - Math.abs(2 * lightness - 1))
  return { hue: hueAngle([red / 255, green / 255, blue / 255], most, spread), saturation, lightness }
}

function hueAngle([red, green, blue]: [number, number, number], most: number, spread: number): number {
  if (most === red) return (((green - blue) / spread + 6) % 6) * 60
  if (most === green) return ((blue - red) / spread + 2) * 60
  return ((red - green) / spread + 4) * 60
}

/** The names that people and word processors write; a browser leaves names as they are. */
const named: Readonly<Record<string, [number, number, number]>> = {
  red: [255, 0, 0],
  orange: [255, 165, 0],
  yellow: [255, 255, 0],
  lime: [0, 255, 0],
  green: [0, 128, 0],
  aqua: [0, 255, 255],
  cyan: [0, 255, 255],
  blue: [0, 0, 255],
  navy: [0, 0, 128],
  purple: [128, 0, 128],
  magenta: [255, 0, 255],
  fuchsia: [255, 0, 255],
  pink: [255, 192, 203],
}
