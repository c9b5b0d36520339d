/** Colours for people. Each bears white text (≥ 4.5:1) and shows as a caret on light and on dark paper (≥ 3:1). */
export const palette = [
  { name: 'red', color: '#cf3546' },
  { name: 'orange', color: '#bd4e02' },
  { name: 'amber', color: '#986603' },
  { name: 'olive', color: '#6d7607' },
  { name: 'green', color: '#03823a' },
  { name: 'teal', color: '#147e74' },
  { name: 'blue', color: '#0f77ad' },
  { name: 'indigo', color: '#4b65e1' },
  { name: 'violet', color: '#8953d3' },
  { name: 'pink', color: '#c43987' },
] as const

export function randomColor(): string {
  return palette[Math.floor(Math.random() * palette.length)]?.color ?? palette[0].color
}

/** The same for the same text, always: for people who are not here to say which one they like. */
export function colorOf(text: string): string {
  let sum = 0
  for (const character of text) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973
  return palette[sum % palette.length]?.color ?? palette[0].color
}
